-- title: Growth without plateaus
-- law: The mean weight of a batch's samples is at least 2 % higher four weeks later; no curve is cut off flat at a stage's greatest weight.
-- subject: periods of batches
-- unit: weight / weight four weeks before
-- failing: the batch hardly grew in the four weeks before the named day of its life
select batch_number || ' day ' || period * period_days as subject, round(weight_g / before_g, 3) as value,
       weight_g >= 1.02 * before_g as ok
from (select c.*, b.weight_g as before_g
      from curve c join curve b on b.batch_number = c.batch_number and b.period = c.period - (27 + c.period_days) / c.period_days) c
