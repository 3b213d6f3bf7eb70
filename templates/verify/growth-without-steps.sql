-- title: Growth without steps
-- law: From week to week the cube root of a batch's mean sampled weight rises smoothly: it never falls by more than 3 %, and never gains more than thrice the larger gain beside it plus 3 %, but for what the fish of a sample may differ from the others by chance.
-- subject: periods of batches
-- chance: one in 10,000 sound farms
-- unit: share gained
-- failing: the weight of the batch jumps at the named day of its life, as at a stage change that resets the weights
select batch_number || ' day ' || period * period_days as subject, round((gain / root)::numeric, 4) as value,
       gain > -(0.03 + coalesce(pg_temp.netted(fish_cv / 3, net, 2, 2, few, sums), 0)) * root  -- of the root, a third of that of the weight
       and gain <= 3 * greatest(gain_before, gain_after, 0)
                   + (0.03 + coalesce(pg_temp.netted(fish_cv / 3, net, 8, 26, few, sums), 0)) * root as ok  -- three roots: 1, 4 and 3 times
from (select r.*, root - before as gain, before - lag(before) over batch as gain_before, lead(root) over batch - root as gain_after,
             count(*) over () as sums, least(fish, lag(fish) over batch, lead(fish) over batch) as few
      from (select c.batch_number, c.period, c.period_days, cbrt(c.weight_g) as root, cbrt(b.weight_g) as before,
                   greatest(c.fish_cv, b.fish_cv) as fish_cv, least(c.fish, b.fish) as fish,
                   k.known -> 'net' as net
            from curve c join curve b on b.batch_number = c.batch_number and b.period = c.period - 1 cross join fact k) r
      window batch as (partition by batch_number order by period)) g
where gain_before is not null and gain_after is not null
