-- title: Health samples reproduced
-- law: A health sample falls into its stay, and its fish, all measured and one at least weighed, give its number, means, spreads, extremes and K factor, which is that of the stage, as far from it as so many fish may be by chance, 10 % besides.
-- subject: health samples
-- unit: K factor
-- needs: facts
-- on: health_individualfishobservation
-- chance: one in 10,000 sound farms
-- failing: the sample cannot be computed from its fish, or no such fish lives
select coalesce(s.subject, 'sample ' || e.id) || ' on ' || e.sampling_date as subject, e.avg_k_factor as value,
       e.sampling_date >= s.first and (s.departure_date is null or e.sampling_date < s.departure_date)
       and f.measured = f.fish and f.weighed > 0
       and e.number_of_fish_sampled = f.fish and e.calculated_sample_size = f.weighed
       and abs(e.avg_weight_g - f.weight) <= 0.0051 and abs(e.avg_length_cm - f.length) <= 0.0051
       and coalesce(abs(e.std_dev_weight_g - f.weight_sd) <= 0.0051, e.std_dev_weight_g is null and f.weight_sd is null)
       and coalesce(abs(e.std_dev_length_cm - f.length_sd) <= 0.0051, e.std_dev_length_cm is null and f.length_sd is null)
       and (e.min_weight_g, e.max_weight_g, e.min_length_cm, e.max_length_cm) = (f.lightest, f.heaviest, f.shortest, f.longest)
       and abs(e.avg_k_factor - f.k) <= 0.000051
       and abs(e.avg_k_factor - c.condition)
           <= c.condition * (0.10 + sqrt(2 * pg_temp.alarm(count(*) over ())) * p.condition_sd / sqrt(greatest(f.weighed, 1))) as ok
from public.health_healthsamplingevent e
left join stay s on s.id = e.assignment_id
left join fact_stage p on p.geography = s.geography and p.stage = s.stage
cross join lateral (select pg_temp.condition(p.condition, p.condition_last, p.first_weight_g, p.last_weight_g, e.avg_weight_g::float8) as condition) c
left join (select sampling_event_id, count(*) as fish, count(weight_g) as weighed,
                  count(length_cm) filter (where length_cm > 0) as measured, avg(weight_g) as weight, avg(length_cm) as length,
                  case when count(weight_g) > 1 then stddev_pop(weight_g) end as weight_sd,
                  case when count(length_cm) > 1 then stddev_pop(length_cm) end as length_sd,
                  min(weight_g) as lightest, max(weight_g) as heaviest, min(length_cm) as shortest, max(length_cm) as longest,
                  avg(100 * weight_g / nullif(length_cm, 0) ^ 3) as k
           from public.health_individualfishobservation group by 1) f on f.sampling_event_id = e.id
