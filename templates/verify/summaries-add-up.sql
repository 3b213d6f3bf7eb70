-- title: Batch summaries add up
-- law: A batch's summary of a month is the sum of its containers' summaries, its FCR theirs weighted by feed, and its confidence that of the least sure.
-- subject: summaries
-- unit: kg feed a kg of growth
-- on: inventory_containerfeedingsummary, inventory_batchfeedingsummary
-- failing: the batch's feeding differs from that of its containers
select b.batch_number || ' in ' || to_char(coalesce(z.period_start, c.period_start), 'YYYY-MM') as subject, z.fcr as value,
       z.total_feed_kg = c.feed and z.total_feed_consumed_kg = c.feed and z.total_growth_kg = c.growth and z.total_biomass_gain_kg = c.growth
       and z.total_starting_biomass_kg = c.starting and z.total_ending_biomass_kg = c.ending and z.container_count = c.n
       and coalesce(abs(z.weighted_avg_fcr - c.fcr) <= 0.0005 + 0.005 * c.n * c.most / nullif(c.feed, 0), true) and z.fcr = z.weighted_avg_fcr
       and array_position(array['VERY_HIGH', 'HIGH', 'MEDIUM', 'LOW'], z.overall_confidence_level::text) = c.worst as ok
from public.inventory_batchfeedingsummary z
full join (select batch_id, period_start, period_end, sum(total_feed_kg) as feed, sum(growth_kg) as growth, sum(starting_biomass_kg) as starting,
                  sum(ending_biomass_kg) as ending, sum(total_feed_kg * fcr) / nullif(sum(total_feed_kg), 0) as fcr, max(fcr) as most, count(*) as n,
                  max(array_position(array['VERY_HIGH', 'HIGH', 'MEDIUM', 'LOW'], confidence_level::text)) as worst
           from public.inventory_containerfeedingsummary group by 1, 2, 3) c
     on c.batch_id = z.batch_id and c.period_start = z.period_start and c.period_end = z.period_end
join public.batch_batch b on b.id = coalesce(z.batch_id, c.batch_id)
