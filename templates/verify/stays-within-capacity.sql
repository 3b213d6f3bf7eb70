-- title: Containers hold what they may
-- law: On no day do the fish of a stay weigh more than a tenth above what their container may hold, or above what the scenario is to fill it if no fish dies.
-- subject: stays
-- unit: of the capacity
-- on: batch_mortalityevent, batch_growthsample
-- failing: fish are spread without regard to the size of their containers, or the batch is too large for them
select t.batch_number || ', ' || t.container as subject, round(max(s.biomass_kg) / max(c.max_biomass_kg), 3) as value,
       max(s.biomass_kg) <= 1.1 * max(c.max_biomass_kg) * greatest(1, max(f.fullest)) as ok
from stay t
join public.batch_actualdailyassignmentstate s on s.assignment_id = t.id
join public.infrastructure_container c on c.id = t.container_id
left join fact_stage f on f.geography = t.geography and f.stage = t.stage
where c.max_biomass_kg > 0
group by t.id, t.batch_number, t.container
