-- title: Appetite persists and is shared
-- law: The ration (feed by biomass) of a day around the mean of the fortnight resembles that of the day before (correlation 0.3 to 0.95), and that of other rings of the site (0.15 to 0.9).
-- subject: yesterday and neighbours
-- unit: correlation
-- chance: one in 100 farms such as forty
-- failing: fish are as hungry as a coin falls
with rations as (
    select f.assignment_id, s.area_id, s.batch_id, f.day, f.kg / f.biomass
           / avg(f.kg / f.biomass) over (partition by f.assignment_id order by f.day rows between 7 preceding and 7 following) - 1 as off
    from fed_day f join sea_day s on s.assignment_id = f.assignment_id and s.day = f.day where f.biomass > 0),
near as (select *, lag(off) over (partition by assignment_id order by day) as before,
                avg(off) over (partition by area_id, batch_id, day) as site, count(*) over (partition by area_id, batch_id, day) as rings from rations)
select v.what as subject, round(v.x::numeric, 3) as value, v.x between v.low and v.high as ok
from (select corr(off, before) as yesterday, corr(off, (site * rings - off) / nullif(rings - 1, 0)) filter (where rings > 2) as others, count(*) as n from near) c
cross join lateral (values ('the day before', c.yesterday, 0.3, 0.95), ('other rings of the site', c.others, 0.15, 0.9)) v (what, x, low, high)
where c.n >= 5000 and v.x is not null
