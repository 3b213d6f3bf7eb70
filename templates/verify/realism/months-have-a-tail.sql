-- title: Ring-months have a tail
-- law: Of the share that a ring loses in 30 days one in a hundred is above 2.5 %, the worst of a thousand or more above 4 % (months of 4.8 % nationally, 19 to 27 % at single sites).
-- subject: hundredth and worst
-- unit: share lost in 30 days
-- chance: one in 20 farms such as forty, whose worst month is of few rings
-- failing: no ring ever had a bad month
with months as (
    select s.assignment_id, (s.day - s.first) / 30 as month, coalesce(sum(d.dead), 0) as dead, max(a.population_count)::float8 as fish, count(*) as days
    from sea_day s join public.batch_batchcontainerassignment a on a.id = s.assignment_id
    left join dead_day d on d.assignment_id = s.assignment_id and d.day = s.day group by 1, 2)
select v.what as subject, round(v.x::numeric, 4) as value, v.x >= v.low and v.x <= 0.9 as ok
from (select percentile_cont(0.99) within group (order by dead / fish) as p99, max(dead / fish) as worst, count(*) as n from months where days = 30 and fish > 0) m
cross join lateral (values ('one in a hundred', m.p99, 0.025), ('worst', m.worst, 0.04)) v (what, x, low)
where m.n >= 1000
