-- title: Broodstock: fish and plans
-- page: broodstock/fish/, broodstock/breeding-plans/active/
-- law: Every station for parent fish has some, and a plan is active today for each.
-- subject: stations for parent fish
-- unit: healthy fish
-- failing: the page shows no fish or no plan
-- when: exists (select from public.broodstock_broodstockfish where health_status <> 'deceased')
-- otherwise: no parent fish live
with active as (select count(*) as n from public.broodstock_breedingplan, today t where start_date::date <= t.day and end_date::date >= t.day)
select s.name as subject, count(f.id) filter (where f.health_status = 'healthy') as value,
       count(f.id) > 0 and (select n from active) >= count(*) over () as ok
from public.infrastructure_freshwaterstation s
join public.infrastructure_hall h on h.freshwater_station_id = s.id
join public.infrastructure_container c on c.hall_id = h.id
left join public.broodstock_broodstockfish f on f.container_id = c.id
where s.station_type = 'BROODSTOCK'
group by s.id, s.name
