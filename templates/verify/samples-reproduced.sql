-- title: Samples are their fish
-- law: Size, mean, spread, smallest and largest fish and condition factor of a growth sample follow from its individual fish.
-- subject: samples
-- unit: mean weight, g
-- on: batch_individualgrowthobservation
-- failing: an aggregate of the sample differs from what its fish give
select s.subject || ' sampled ' || g.sample_date as subject, g.avg_weight_g as value,
       g.sample_size = o.n and g.avg_weight_g = round(o.weight, 2) and g.avg_length_cm = round(o.length, 2)
       and g.min_weight_g = o.low and g.max_weight_g = o.high
       and abs(g.std_deviation_weight - o.weight_sd) <= 0.0051 and abs(g.std_deviation_length - o.length_sd) <= 0.0051
       and abs(g.condition_factor - 100 * o.weight / nullif(o.length ^ 3, 0)) <= 0.0051 as ok
from public.batch_growthsample g
join stay s on s.id = g.assignment_id
left join (select growth_sample_id, count(*) as n, avg(weight_g) as weight, avg(length_cm) as length,
                  min(weight_g) as low, max(weight_g) as high,
                  stddev_pop(weight_g::float8)::numeric as weight_sd, stddev_pop(length_cm::float8)::numeric as length_sd
           from public.batch_individualgrowthobservation group by 1) o on o.growth_sample_id = g.id
