-- title: Sampled fish look like salmon
-- law: Samples fall into their stay, one a day and stay; condition factor and relative spread of their weights are those of the stage, as far apart as so many fish may be by chance, 10 % besides.
-- subject: samples
-- unit: condition factor
-- needs: facts
-- chance: one in 10,000 sound farms
-- failing: the fish of the sample have impossible proportions, all one weight, or were caught where they were not
select s.subject || ' sampled ' || g.sample_date as subject, g.condition_factor as value,
       abs(g.condition_factor - k.condition) <= k.condition * (0.10 + 0.5 * f.weight_cv * f.weight_cv + x.z * (f.condition_sd + 0.1 * f.weight_cv) / sqrt(g.sample_size))
           + 0.01 + k.condition * (0.05 / nullif(g.avg_length_cm, 0)::float8 + 0.01 / nullif(g.avg_weight_g, 0)::float8)
       and coalesce(g.std_deviation_weight::float8 between
           (0.9 - least(0.5, greatest(0, f.weight_cv - 0.3))) * f.weight_cv * g.avg_weight_g::float8 * sqrt((g.sample_size - 1.0) / g.sample_size) * exp(-0.5 - x.alarm / nullif(g.sample_size - 1, 0)) - 0.02
           and 1.1 * f.weight_cv * g.avg_weight_g::float8 * sqrt(1 + 2 * sqrt(x.alarm / nullif(g.sample_size - 1, 0)) + 2 * x.alarm / nullif(g.sample_size - 1, 0)) + 0.02,
           g.std_deviation_weight = 0)
       and g.sample_date >= s.first and (s.departure_date is null or g.sample_date < s.departure_date)
       and count(*) over (partition by g.assignment_id, g.sample_date) = 1 as ok
from public.batch_growthsample g join stay s on s.id = g.assignment_id
join fact_stage f on f.geography = s.geography and f.stage = s.stage
cross join lateral (select pg_temp.condition(f.condition, f.condition_last, f.first_weight_g, f.last_weight_g, g.avg_weight_g::float8) as condition) k
cross join (select pg_temp.alarm(count(*)) as alarm, sqrt(2 * pg_temp.alarm(count(*))) as z from public.batch_growthsample) x
