-- title: Geography: growth and feed
-- page: batch/batches/geography-summary/?geography=
-- law: In each geography living batches stand in holding containers; of those that began 62 days ago and were weighed and fed five times in 75 days every one has two samples for a growth rate, and feed.
-- subject: geographies
-- unit: batches
-- needs: facts
-- failing: growth rate or feed of the geography cannot be shown
-- when: exists (select from public.batch_growthsample) and exists (select from public.inventory_batchfeedingsummary) and exists (select from public.batch_batch where status = 'ACTIVE')
-- otherwise: no samples or feeding summaries were written, or no batch lives
select l.geography as subject, count(distinct l.batch_id) as value,
       bool_and(l.holding) and coalesce(bool_and(coalesce(s.samples >= 2 and f.feed_kg > 0, false)) filter (where x.lately >= 5 and b.start_date <= t.day - 62), true) as ok
from living l
join public.batch_batch b on b.id = l.batch_id
cross join today t
join expected x on x.batch_id = l.batch_id
left join (select a.batch_id, count(distinct x.sample_date) as samples from public.batch_growthsample x
           join public.batch_batchcontainerassignment a on a.id = x.assignment_id where x.avg_weight_g > 0 group by 1) s on s.batch_id = l.batch_id
left join (select batch_id, sum(total_feed_kg) as feed_kg from public.inventory_batchfeedingsummary group by 1) f on f.batch_id = l.batch_id
group by l.geography
