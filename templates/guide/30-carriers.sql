-- page: Carriers
-- path: /infrastructure/containers
-- role: SHIP_CREW ADMIN MGR
-- open: {type} {name}
-- expect: {tanks} tanks, {fish} fish aboard
-- none: The farm has neither vessels nor trucks.
select t.carrier_type as type, t.name as name, count(distinct c.id) as tanks,
       coalesce(sum(s.population_count), 0) as fish
from public.infrastructure_transportcarrier t
left join public.infrastructure_container c on c.carrier_id = t.id
left join public.batch_batchcontainerassignment s on s.container_id = c.id and s.is_active
group by t.carrier_type, t.name order by t.carrier_type desc, t.name
