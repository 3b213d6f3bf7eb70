-- title: Harvests weigh other than reckoned
-- law: What a ring weighs at harvest is off by 2 to 4.5 % (standard deviation) from fish times the last mean weight (half of 240 pens were farther off than 3 %, Aunsmo et al. 2013).
-- subject: harvested rings
-- unit: standard deviation of harvested / reckoned
-- chance: one in 100 farms such as forty
-- failing: the harvest is known before it is weighed
select 'rings' as subject, round(stddev(h.kg / r.kg), 4) as value, stddev(h.kg / r.kg) between 0.02 and 0.045 as ok
from (select e.assignment_id, sum(l.live_weight_kg) as kg, sum(l.unit_count) as fish from public.harvest_harvestevent e
      join public.harvest_harvestlot l on l.event_id = e.id group by 1) h
join lateral (select h.fish * a.avg_weight_g / 1000 as kg from public.batch_batchcontainerassignment a where a.id = h.assignment_id) r on r.kg > 0
having count(*) >= 30
