-- title: Scales have steps
-- law: Fish of samples of more than 3 kg weigh whole grams, lengths are whole millimetres, meals of more than 500 kg whole kilograms.
-- subject: measures
-- unit: share
-- chance: one in 100 farms such as forty
-- failing: a large fish is weighed to a hundredth of a gram
select v.what as subject, round(v.share, 4) as value, v.share >= 0.99 as ok
from (values
    ('weights', (select avg((o.weight_g % 1 = 0)::int) from public.batch_individualgrowthobservation o
                 join public.batch_growthsample g on g.id = o.growth_sample_id where g.avg_weight_g > 3000 and g.id % 7 = 0)),
    ('lengths', (select avg((o.length_cm % 0.1 = 0)::int) from public.batch_individualgrowthobservation o where o.growth_sample_id % 97 = 0)),
    ('meals', (select avg((amount_kg % 1 = 0)::int) from public.inventory_feedingevent where amount_kg > 500))) v (what, share)
where v.share is not null
