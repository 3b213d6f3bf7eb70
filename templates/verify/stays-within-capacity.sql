-- title: Containers hold what they may
-- law: On no day do the fish of a stay weigh more than a tenth above what their container may hold.
-- subject: stays
-- unit: of the capacity
-- failing: fish are spread without regard to the size of their containers, or the batch is too large for them
select b.batch_number || ', ' || c.name as subject, round(max(s.biomass_kg) / max(c.max_biomass_kg), 3) as value,
       max(s.biomass_kg) <= 1.1 * max(c.max_biomass_kg) as ok
from public.batch_batchcontainerassignment a
join public.batch_actualdailyassignmentstate s on s.assignment_id = a.id
join public.infrastructure_container c on c.id = a.container_id
join public.batch_batch b on b.id = a.batch_id
where c.max_biomass_kg > 0
group by a.id, b.batch_number, c.name
