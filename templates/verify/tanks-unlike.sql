-- title: Tanks of a batch differ
-- law: Where three or more containers of a batch in one stage were sampled on the same day, their mean weights differ.
-- subject: batch-stages
-- unit: relative spread between containers
-- failing: all containers of the batch hold fish of one identical weight
select batch_number || ' ' || stage as subject, round(avg(spread), 4) as value, avg(spread) > 0.002 and min(kinds) > 1 as ok
from (select s.batch_number, s.stage, g.sample_date, stddev_pop(g.avg_weight_g) / nullif(avg(g.avg_weight_g), 0) as spread,
             count(distinct (g.avg_weight_g, g.avg_length_cm)) as kinds
      from public.batch_growthsample g join stay s on s.id = g.assignment_id
      group by 1, 2, 3 having count(*) >= 3) d
group by batch_number, stage
