-- page: Executive dashboard: the farm
-- path: /executive
-- role: ADMIN MGR
-- open: {geography}
-- expect: {batches} living batches in {containers} containers, {fish} fish, {tonnes} t
-- none: No fish live on the farm.
select g.name as geography, count(distinct s.batch_id) as batches, count(distinct s.container_id) as containers,
       sum(s.population_count) as fish, sum(s.biomass_kg) / 1000 as tonnes
from public.batch_batchcontainerassignment s
join public.infrastructure_container c on c.id = s.container_id
left join public.infrastructure_hall h on h.id = c.hall_id
left join public.infrastructure_freshwaterstation f on f.id = h.freshwater_station_id
left join public.infrastructure_area a on a.id = c.area_id
join public.infrastructure_geography g on g.id = coalesce(f.geography_id, a.geography_id)
where s.is_active and s.population_count > 0
group by g.name order by g.name
