-- title: Sensors fail
-- law: Sensors deliver 95 to 99.8 % of the readings that their stays ask for.
-- subject: readings
-- unit: share delivered
-- needs: facts
-- chance: one in 100 farms such as forty
-- failing: no logger was ever silent, or most were
select 'readings in containers' as subject, round(n.made::numeric / nullif(n.due, 0), 4) as value, n.made / nullif(n.due, 0)::float8 between 0.95 and 0.998 as ok
from (select sum(r.n) as made,
             sum((coalesce(a.departure_date, pg_temp.today()) - a.assignment_date) * (k.known ->> 'readings_a_day')::int * r.sensors) as due
      from (select batch_container_assignment_id as id, count(*) as n, count(distinct sensor_id) as sensors
            from public.environmental_environmentalreading where batch_container_assignment_id is not null and notes = '' group by 1) r
      join public.batch_batchcontainerassignment a on a.id = r.id cross join fact k) n
where n.due >= 100000
