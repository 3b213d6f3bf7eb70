-- title: Deaths scatter and are missed
-- law: Within ten days the deaths of a ring vary 2 to 40 times as much as chance alone would have them; 1 to 20 % of days are without, and Mondays have 1.05 to 1.8 times the deaths of a Wednesday.
-- subject: variance, empty days, Mondays
-- unit: ratio
-- chance: one in 100 farms such as forty
-- failing: dead fish are counted by a machine
with days as (
    select s.assignment_id, s.day, (s.day - s.first) / 10 as decade, coalesce(d.dead, 0) as dead
    from sea_day s left join dead_day d on d.assignment_id = s.assignment_id and d.day = s.day where s.day < s.until),
decades as (select variance(dead) / nullif(avg(dead), 0) as ratio from days group by assignment_id, decade having count(*) = 10 and avg(dead) > 2)
select v.what as subject, round(v.x::numeric, 3) as value, v.x between v.low and v.high as ok
from (select avg((dead = 0)::int)::float8 as none, count(*) as n,
             avg(dead) filter (where extract(isodow from day) = 1) / nullif(avg(dead) filter (where extract(isodow from day) = 3), 0) as monday from days) d
cross join (select percentile_cont(0.5) within group (order by ratio) as ratio from decades) c
cross join lateral (values ('variance / mean', c.ratio, 2, 40), ('days without', d.none, 0.01, 0.2), ('Monday / Wednesday', d.monday, 1.05, 1.8)) v (what, x, low, high)
where d.n >= 5000
