-- title: Growth without plateaus
-- law: The mean weight of a batch's samples grows over four weeks by at least half of what the stated TGC makes of the coldest water, or by 2 % where that is less; no curve is cut off flat at a stage's greatest weight.
-- subject: periods of batches
-- unit: weight / weight four weeks before
-- failing: the batch hardly grew in the four weeks before the named day of its life
select batch_number || ' day ' || period * period_days as subject, round(weight_g / before_g, 3) as value,
       weight_g >= least(1.02 * before_g, power(cbrt(before_g::float8) + 14 * root_a_day, 3) - 0.01 * before_g) as ok
from (select c.batch_number, c.period, c.period_days, c.weight_g, b.weight_g as before_g, least(c.root_a_day, b.root_a_day) as root_a_day
      from curve c join curve b on b.batch_number = c.batch_number and b.period = c.period - (27 + c.period_days) / c.period_days) c
