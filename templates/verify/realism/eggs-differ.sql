-- title: Lots of eggs differ
-- law: The share of eggs dead on arrival differs between batches by 20 % of its mean or more, and orders are of whole thousands.
-- subject: deaths and orders of 100,000 eggs and more
-- unit: relative spread, share of round orders
-- chance: one in 100 farms such as forty
-- failing: every lot arrives alike, or was counted egg by egg
with lots as (
    select w.id, w.total_eggs_planned, sum(a.mortality_on_arrival)::float8 / nullif(sum(a.egg_count_planned), 0) as dead
    from public.batch_creationworkflow w join public.batch_creationaction a on a.workflow_id = w.id and a.status = 'COMPLETED' where w.total_eggs_planned >= 100000 group by 1, 2)
select v.what as subject, round(v.x::numeric, 3) as value, v.x >= v.low as ok
from (select stddev(dead) / nullif(avg(dead), 0) as spread, avg((total_eggs_planned % 1000 = 0)::int)::float8 as round, count(*) as n from lots) l
cross join lateral (values ('dead on arrival', l.spread, 0.2), ('orders of whole thousands', l.round, 0.9)) v (what, x, low)
where l.n >= 5
