-- title: Sampled fish look like salmon
-- law: Samples fall into their stay, one a day and stay, with a condition factor of 0.8 to 1.8 and a relative spread of weights of 3 to 45 % (below 20 fish less is possible: 0.15 % a fish).
-- subject: samples
-- unit: condition factor
-- failing: the fish of the sample have impossible proportions, all one weight, or were caught where they were not
select s.subject || ' sampled ' || g.sample_date as subject, g.condition_factor as value,
       g.condition_factor between 0.8 and 1.8
       and (g.avg_weight_g < 1 or g.std_deviation_weight / nullif(g.avg_weight_g, 0) between least(0.03, g.sample_size * 0.0015) and 0.45)
       and g.sample_date >= s.first and (s.departure_date is null or g.sample_date < s.departure_date)
       and count(*) over (partition by g.assignment_id, g.sample_date) = 1 as ok
from public.batch_growthsample g join stay s on s.id = g.assignment_id
