-- title: Growth without steps
-- law: From week to week the cube root of a batch's mean sampled weight rises smoothly: it never falls by more than 3 %, and never gains more than thrice the larger gain beside it plus 3 %.
-- subject: periods of batches
-- unit: share gained
-- failing: the weight of the batch jumps at the named day of its life, as at a stage change that resets the weights
select batch_number || ' day ' || period * period_days as subject, round((gain / root)::numeric, 4) as value,
       gain > -0.03 * root and gain <= 3 * greatest(gain_before, gain_after, 0) + 0.03 * root as ok
from (select batch_number, period, period_days, root, root - before as gain,
             before - lag(before) over batch as gain_before, lead(root) over batch - root as gain_after
      from (select c.batch_number, c.period, c.period_days, cbrt(c.weight_g) as root, cbrt(b.weight_g) as before
            from curve c join curve b on b.batch_number = c.batch_number and b.period = c.period - 1) r
      window batch as (partition by batch_number order by period)) g
where gain_before is not null and gain_after is not null
