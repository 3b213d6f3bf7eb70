-- title: FCR of a geography
-- page: operational/fcr-trends/?geography_id=&include_predicted=false&interval=MONTHLY
-- law: Periods of batches at sea are whole months or weeks, as the series of a geography asks; their FCR lies between 0.4 and 1.5 times the stated, with its spread and but for the chance of the fish weighed (the application takes growth between the first and the last sample of a period, feed from all of it: weighed seldom, more).
-- subject: geographies
-- unit: FCR of the last year
-- chance: one in 10,000 sound farms
-- needs: facts
-- failing: the series of the geography finds no period, or its FCR is absurd
-- when: exists (select from public.inventory_batchfeedingsummary)
-- otherwise: no feeding summaries were written
select p.geography as subject, round(sum(s.feed) / nullif(sum(s.growth), 0), 3) as value,
       sum(s.feed) between 0.4 * k.least * (sum(s.growth) - k.chance * sum(s.weighed)) - 0.5
                       and 1.5 * k.most * (sum(s.growth) + k.chance * sum(s.weighed)) * 31.0 / (greatest(1, 30 / k.every_days - 1) * k.every_days) + 0.5 as ok
from (select x.batch_id, sum(x.total_feed_kg) as feed, sum(x.total_growth_kg) as growth, sum(x.total_starting_biomass_kg + x.total_ending_biomass_kg) as weighed
      from public.inventory_batchfeedingsummary x cross join today t
      where x.period_end >= t.day - 365 and x.weighted_avg_fcr is not null
        and (x.period_start = date_trunc('month', x.period_start)::date and x.period_end = (date_trunc('month', x.period_start) + interval '1 month - 1 day')::date
             or extract(isodow from x.period_start) = 1 and x.period_end = x.period_start + 6)
      group by 1) s
join (select distinct a.batch_id, q.geography from public.batch_batchcontainerassignment a join place q on q.container_id = a.container_id
      where q.area_id is not null) p on p.batch_id = s.batch_id
join (select geography, min(fcr * (1 - least(fcr_spread, 1))) filter (where meals_a_day > 0)::numeric as least,
             max(fcr * (1 + fcr_spread))::numeric as most, pg_temp.weighed(max(weight_cv), min(sample_fish)) as chance,
             max(sample_every_days) filter (where sample_every_days > 0) as every_days
      from fact_stage group by 1) k on k.geography = p.geography
group by p.geography, k.least, k.most, k.chance, k.every_days
