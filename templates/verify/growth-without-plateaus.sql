-- title: Growth without plateaus
-- law: The mean weight of a batch's samples is at least 2 % higher four weeks later; no curve is cut off flat at a stage's greatest weight.
-- subject: batch-weeks
-- unit: weight / weight four weeks before
-- failing: the batch hardly grew in the four weeks that end with the named week of its life
select batch_number || ' week ' || week as subject, round(weight / before, 3) as value, weight >= 1.02 * before as ok
from (select batch_number, week, weight, lag(weight, 4) over batch as before, lag(week, 4) over batch as week_before
      from (select b.batch_number, (g.sample_date - b.start_date) / 7 as week, avg(g.avg_weight_g) as weight
            from public.batch_growthsample g
            join public.batch_batchcontainerassignment a on a.id = g.assignment_id
            join public.batch_batch b on b.id = a.batch_id
            group by 1, 2 having count(*) > 2) w
      window batch as (partition by batch_number order by week)) w
where week_before = week - 4
