-- title: Growth without plateaus
-- law: The mean weight of a batch's samples grows over four weeks by at least half of what the stated TGC makes of the coldest water on the days on which fish are sure to eat, or by 2 % where that is less, but for what the fish of a sample may differ from the others by chance; no curve is cut off flat at a stage's greatest weight.
-- subject: periods of batches
-- chance: one in 10,000 sound farms
-- unit: weight / weight four weeks before
-- failing: the batch hardly grew in the four weeks before the named day of its life
select batch_number || ' day ' || period * period_days as subject, round(weight_g / before_g, 3) as value,
       weight_g >= least(1.02 * before_g, power(cbrt(before_g::float8) + 0.5 * eaten_days * root_a_day, 3) - 0.01 * before_g)
                   - before_g * fish_cv * least(2 * most_chance, kept_chance * sqrt(2 * pg_temp.alarm(count(*) over ()) * (1 / fish + 1 / fish_before))) as ok
from (select c.batch_number, c.period, c.period_days, c.weight_g, b.weight_g as before_g, least(c.root_a_day, b.root_a_day) as root_a_day,
             greatest(c.fish_cv, b.fish_cv) as fish_cv, c.fish, b.fish as fish_before,
             greatest(0, 28 - coalesce((k.known ->> 'fast_days')::int, 0)) as eaten_days,
             coalesce((k.known -> 'net' ->> 0)::float8, 0) as kept_chance, coalesce((k.known -> 'net' ->> 1)::float8, 0) as most_chance
      from curve c join curve b on b.batch_number = c.batch_number and b.period = c.period - (27 + c.period_days) / c.period_days
      cross join fact k) c
