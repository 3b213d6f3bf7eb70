-- title: Container summaries follow meals and samples
-- law: A container's summary adds up the meals of the stay in its month, starts and ends at weights that samples of the batch showed on the first and last day of sampling in the month, with one number of fish that the stay had; growth and FCR follow. These days are two fifths of the month apart at least, four where one stay is all of a mixed batch.
-- subject: summaries
-- unit: kg feed a kg of growth
-- on: inventory_feedingevent, batch_growthsample
-- failing: feed conversion shown for the container is not that of its meals and samples
with days as (select a.batch_id, g.sample_date as day, count(*) as points, array_agg(distinct g.avg_weight_g) as grams
              from public.batch_growthsample g join public.batch_batchcontainerassignment a on a.id = g.assignment_id group by 1, 2),
     months as (select batch_id, date_trunc('month', day)::date as month, sum(points) as points, min(day) as first, max(day) as last
                from days group by 1, 2),
     meals as (select batch_assignment_id as id, date_trunc('month', feeding_date)::date as month, sum(amount_kg) as kg
               from public.inventory_feedingevent group by 1, 2)
select s.subject || ' in ' || to_char(z.period_start, 'YYYY-MM') as subject, z.fcr as value,
       z.batch_id = s.batch_id and abs(z.total_feed_kg - m.kg) <= 0.005 and z.data_points = n.points and z.growth_kg >= 0
       and abs(z.growth_kg - (z.ending_biomass_kg - z.starting_biomass_kg)) <= 0.01
       and abs(z.fcr * z.growth_kg - z.total_feed_kg) <= 0.0005 * z.growth_kg + 0.005 * z.fcr + 0.005
       and 5 * (n.last - n.first) >= case b.batch_type when 'MIXED' then 4 else 2 end * (z.period_end - z.period_start + 1)
       and exists (select from unnest(f.grams) a (g), unnest(l.grams) b (g)
                   where abs(z.starting_biomass_kg * b.g - z.ending_biomass_kg * a.g) <= 0.005 * (a.g + b.g)
                     and z.ending_biomass_kg <= (s.most + 1) * b.g / 1000 + 0.005) as ok
from public.inventory_containerfeedingsummary z
join (select s.*, greatest(s.eggs + s.moved_in, s.population) as most from stay s) s on s.id = z.container_assignment_id
join public.batch_batch b on b.id = s.batch_id
left join meals m on m.id = s.id and m.month = z.period_start
left join months n on n.batch_id = s.batch_id and n.month = z.period_start
left join days f on f.batch_id = s.batch_id and f.day = n.first
left join days l on l.batch_id = s.batch_id and l.day = n.last
