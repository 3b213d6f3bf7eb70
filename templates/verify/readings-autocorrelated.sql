-- title: Readings remember
-- law: In sampled series, a day's mean resembles that of the day before: the lag-1 autocorrelation is 0.2 or more for each quantity and kind of water whose slow noise is stated to be no smaller than its quick one, or as much below as so many days may be by chance.
-- subject: quantities
-- unit: mean autocorrelation of the sampled series
-- chance: one in 10,000 sound farms
-- needs: facts
-- failing: the readings of this quantity are noise without memory
with sampled as (
    select id, subject, leg from (
        select id, subject, case when area_id is null then 'freshwater' else 'sea' end as leg,
               row_number() over (partition by area_id is null order by md5(subject)) as rank
        from stay where coalesce(departure_date, first + 60) - first >= 30) s
    where rank <= 40),
daily as (
    select s.id, s.leg, r.parameter_id, r.reading_time::date as day, avg(r.value)::float8 as value
    from sampled s join public.environmental_environmentalreading r on r.batch_container_assignment_id = s.id
    group by 1, 2, 3, 4),
series as (
    select id, leg, parameter_id, corr(value, before) as memory, count(*) as days
    from (select *, lag(value) over (partition by id, parameter_id order by day) as before from daily) d
    where before is not null group by 1, 2, 3 having count(*) >= 20)
select p.name || ', ' || s.leg as subject, round(avg(s.memory)::numeric, 3) as value, avg(s.memory) >= 0.2 - sqrt(2 * pg_temp.alarm(count(*) over ()) / sum(s.days)::float8) as ok
from series s join public.environmental_environmentalparameter p on p.id = s.parameter_id
cross join fact k
where (k.known -> 'waters' -> s.leg -> p.name ->> 2)::boolean
group by p.name, s.leg
