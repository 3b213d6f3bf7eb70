-- title: FCR of a batch
-- page: operational/fcr-trends/?batch_id=
-- law: A living batch of at least 62 days that was fed and weighed five times in 75 days has stored periods with FCR in the last year; where they have FCR, it is between 0.4 and 1.5 times the stated, with its spread and but for the chance of the fish weighed (the application takes growth between the first and the last sample of a month, feed from all of it: weighed seldom, more), and there is a scenario to compare with.
-- subject: living batches
-- unit: FCR
-- chance: one in 10,000 sound farms
-- needs: facts
-- failing: the line of actual FCR is empty or absurd
-- when: exists (select from public.inventory_batchfeedingsummary) and exists (select from public.scenario_fcrmodelstage)
-- otherwise: no feeding summaries or scenarios were written
select b.batch_number as subject, round(sum(s.total_feed_kg) / nullif(sum(s.total_growth_kg), 0), 3) as value,
       (count(s.weighted_avg_fcr) > 0 or x.lately < 5 or b.start_date > t.day - 62)
       and coalesce(sum(s.total_feed_kg) between 0.4 * k.least * (sum(s.total_growth_kg) - k.chance * sum(s.total_starting_biomass_kg + s.total_ending_biomass_kg)) - 0.5
                    and 1.5 * k.most * (sum(s.total_growth_kg) + k.chance * sum(s.total_starting_biomass_kg + s.total_ending_biomass_kg)) * 31.0 / (greatest(1, 30 / x.every_days - 1) * x.every_days) + 0.5, true)
       and exists (select from public.scenario x join public.scenario_fcrmodelstage m on m.model_id = x.fcr_model_id where x.batch_id = b.id) as ok
from public.batch_batch b
join expected x on x.batch_id = b.id and x.every_days is not null
cross join today t
cross join (select min(fcr * (1 - least(fcr_spread, 1)))::numeric as least, max(fcr * (1 + fcr_spread))::numeric as most,
                   pg_temp.weighed(max(weight_cv), min(sample_fish)) as chance from fact_stage where meals_a_day > 0) k
left join public.inventory_batchfeedingsummary s on s.batch_id = b.id and s.period_end >= t.day - 365
where b.status = 'ACTIVE' group by b.id, b.batch_number, t.day, x.lately, x.every_days, k.least, k.most, k.chance
