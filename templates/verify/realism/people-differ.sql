-- title: People take turns and keep no exact hours
-- law: At least two people of each geography count lice, at least two feed, and at most 5 % of lice counts begin on a full hour.
-- subject: people and hours
-- unit: number or share
-- failing: one person does everything, by the clock
select v.what as subject, v.x as value, case when v.least > 0 then v.x >= v.least else v.x <= 0.05 end as ok
from (select 'who count lice, ' || g.name as what, count(distinct l.user_id)::numeric as x, 2 as least
      from public.health_licecount l join public.infrastructure_container c on c.id = l.container_id
      join public.infrastructure_area r on r.id = c.area_id join public.infrastructure_geography g on g.id = r.geography_id group by g.name having count(*) > 500
      union all
      select 'who feed, ' || g.name, count(distinct f.recorded_by_id), 2
      from public.inventory_feedingevent f join public.infrastructure_container c on c.id = f.container_id
      join public.infrastructure_area r on r.id = c.area_id join public.infrastructure_geography g on g.id = r.geography_id group by g.name having count(*) > 5000
      union all
      select 'lice counts on a full hour', avg((date_trunc('hour', count_date) = count_date)::int), 0 from public.health_licecount having count(*) > 500) v
