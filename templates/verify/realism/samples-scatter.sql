-- title: Samples scatter
-- law: What a sample at sea says lies about 1 % off: the scatter of the middle of three samples around its neighbours, over the square root of 6, is 0.5 to 3 % of the weight (30 single fish: 3.6 %; bulk weighing or cameras: 1 to 2 %).
-- subject: rings with twenty samples
-- unit: share of the mean weight
-- chance: one in 100 farms such as forty
-- failing: samples follow the truth as no net does, or say nothing
select 'samples at sea' as subject, round((percentile_cont(0.5) within group (order by scatter))::numeric, 4) as value,
       percentile_cont(0.5) within group (order by scatter) between 0.005 and 0.03 as ok
from (select assignment_id, stddev(bend) / sqrt(6) as scatter from (
          select g.assignment_id, ln(g.avg_weight_g) * 2 - ln(lag(g.avg_weight_g) over w) - ln(lead(g.avg_weight_g) over w) as bend
          from public.batch_growthsample g
          join public.batch_batchcontainerassignment a on a.id = g.assignment_id
          join public.infrastructure_container c on c.id = a.container_id and c.area_id is not null
          where g.sample_date > a.assignment_date + 30
          window w as (partition by g.assignment_id order by g.sample_date)) b
      where bend is not null group by 1 having count(*) >= 20) s
having count(*) > 0
