-- title: Growth without steps
-- law: From week to week the cube root of a batch's mean sampled weight rises smoothly: it never falls by more than 3 %, and never gains more than thrice the larger gain beside it plus 3 %.
-- subject: batch-weeks
-- unit: share gained
-- failing: the weight of the batch jumps in the named week of its life, as at a stage change that resets the weights
select batch_number || ' week ' || week as subject, round((gain / root)::numeric, 4) as value,
       gain > -0.03 * root and gain <= 3 * greatest(gain_before, gain_after, 0) + 0.03 * root as ok
from (select batch_number, week, root, gain, lag(gain) over batch as gain_before, lead(gain) over batch as gain_after
      from (select batch_number, week, week_before, root, root - root_before as gain
            from (select batch_number, week, root, lag(root) over batch as root_before, lag(week) over batch as week_before
                  from (select b.batch_number, (g.sample_date - b.start_date) / 7 as week, cbrt(avg(g.avg_weight_g)) as root
                        from public.batch_growthsample g
                        join public.batch_batchcontainerassignment a on a.id = g.assignment_id
                        join public.batch_batch b on b.id = a.batch_id
                        group by 1, 2 having count(*) > 2) w
                  window batch as (partition by batch_number order by week)) r
            where week_before = week - 1) g
      window batch as (partition by batch_number order by week)) g
where gain_before is not null and gain_after is not null
