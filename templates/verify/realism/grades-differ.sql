-- title: Grades and yields differ
-- law: The share of the commonest grade differs between rings by 3 to 25 % of itself, and gutted by live weight by 0.3 to 3 %.
-- subject: shares and yields
-- unit: relative spread between rings
-- chance: one in 100 farms such as forty
-- failing: every ring has the same grades or yields
with lots as (
    select e.assignment_id, l.product_grade_id, sum(l.unit_count)::float8 as fish, sum(l.live_weight_kg)::float8 as live, sum(l.gutted_weight_kg)::float8 as gutted
    from public.harvest_harvestevent e join public.harvest_harvestlot l on l.event_id = e.id group by 1, 2),
rings as (
    select assignment_id, max(fish) / sum(fish) as share, sum(gutted) / sum(live) as yield from lots group by 1)
select v.what as subject, round((v.spread)::numeric, 4) as value, v.spread between v.low and v.high as ok
from (select stddev(share) / avg(share) as share, stddev(yield) / avg(yield) as yield, count(*) as n from rings) r
cross join lateral (values ('commonest grade', r.share, 0.03, 0.25), ('gutted yield', r.yield, 0.003, 0.03)) v (what, spread, low, high)
where r.n >= 30
