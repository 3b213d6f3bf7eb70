-- title: Parent fish live in their tanks
-- law: Parent fish stand in tanks whose kind is named after broodstock, in a station for them where no batch lives; a tank has room for all that are recorded there and one more, at 10 kg each.
-- subject: tanks with parent fish
-- unit: fish
-- failing: the application would refuse to move a fish here, or a batch lives among parents
select c.name as subject, count(f.id) as value,
       bool_and(k.category = 'TANK' and k.name ilike '%broodstock%') and coalesce(bool_and(s.station_type = 'BROODSTOCK'), false)
       and (count(f.id) + 1) * 10 <= max(c.max_biomass_kg)
       and not exists (select from public.batch_batchcontainerassignment a where a.container_id = c.id) as ok
from public.broodstock_broodstockfish f
join public.infrastructure_container c on c.id = f.container_id
join public.infrastructure_containertype k on k.id = c.container_type_id
left join public.infrastructure_hall h on h.id = c.hall_id
left join public.infrastructure_freshwaterstation s on s.id = h.freshwater_station_id
group by c.id, c.name
