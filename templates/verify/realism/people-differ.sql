-- title: People take turns and keep no exact hours
-- law: At least two people of each geography count lice, at least two feed; at most 5 % of lice counts, and of entries in the journal, are of a full hour, and at most 10 % of the meals at sea of one minute.
-- subject: people and hours
-- unit: number or share
-- chance: one in 100 farms such as forty
-- failing: one person does everything, by the clock
select v.what as subject, v.x as value, case v.least when 0 then v.x <= 0.05 when -1 then v.x <= 0.1 else v.x >= v.least end as ok
from (select 'who count lice, ' || g.name as what, count(distinct l.user_id)::numeric as x, 2 as least
      from public.health_licecount l join public.infrastructure_container c on c.id = l.container_id
      join public.infrastructure_area r on r.id = c.area_id join public.infrastructure_geography g on g.id = r.geography_id group by g.name having count(*) > 500
      union all
      select 'who feed, ' || g.name, count(distinct f.recorded_by_id), 2
      from public.inventory_feedingevent f join public.infrastructure_container c on c.id = f.container_id
      join public.infrastructure_area r on r.id = c.area_id join public.infrastructure_geography g on g.id = r.geography_id group by g.name having count(*) > 5000
      union all
      select 'lice counts on a full hour', avg((date_trunc('hour', count_date) = count_date)::int), 0 from public.health_licecount having count(*) > 500
      union all
      select 'entries of a full hour', avg((date_trunc('hour', entry_date) = entry_date)::int), 0 from public.health_journalentry having count(*) > 100
      union all
      select 'meals at sea of one minute', max(n) / sum(n), -1 from (
          select f.feeding_time, count(*) as n from public.inventory_feedingevent f
          join public.infrastructure_container c on c.id = f.container_id and c.area_id is not null group by 1) m having sum(n) > 1000) v
