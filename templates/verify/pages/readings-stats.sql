-- title: Environment: statistics
-- page: environmental/readings/stats/?days=7
-- law: The last seven days, or as many as sensors may be silent, give a mean of every parameter that a sensor in use measures, and not always the same value, but for one at its end.
-- subject: parameters
-- unit: mean
-- failing: the statistics are empty
-- when: exists (select from public.environmental_environmentalreading)
-- otherwise: no readings were written
select p.name as subject, round(avg(r.value), 2) as value, count(r.id) > 0 and (max(r.value) > min(r.value) or not (
           select bool_and(coalesce((w.law ->> 3)::boolean, true) and coalesce(min(r.value) not in ((w.law ->> 0)::numeric, (w.law ->> 1)::numeric), true))
           from (select k.known -> 'waters' -> leg -> p.name as law from fact k, unnest('{freshwater,sea}'::text[]) leg) w)) as ok
from public.environmental_environmentalparameter p
left join public.environmental_environmentalreading r on r.parameter_id = p.id and r.reading_time >= (select day - greatest(7, (known ->> 'silent_days')::int) from today, fact)
where exists (select from public.infrastructure_sensor s join living l on l.container_id = s.container_id
              where s.active and s.name like '%' || replace(p.name, ' ', '') and l.assignment_date < (select day - greatest(7, (known ->> 'silent_days')::int) from today, fact))
group by p.id, p.name
