-- title: Utilisation of containers
-- page: infrastructure/halls/{id}/summary/
-- law: No container holds more than it is said to hold, or a tenth more than the scenario is to fill it.
-- subject: active stays
-- unit: per cent of capacity
-- failing: utilisation passes 100 %
-- when: exists (select from public.batch_batch where status = 'ACTIVE')
-- otherwise: no batch lives
select batch_number || ' in ' || container as subject, round(100 * biomass_kg / nullif(max_biomass_kg, 0), 2) as value,
       biomass_kg <= max_biomass_kg * greatest(1, 1.1 * coalesce(f.fullest, 0)) as ok
from living l
join public.batch_lifecyclestage g on g.id = l.stage_id
left join fact_stage f on f.geography = l.geography and f.stage = g.name
