-- title: Feed: summaries
-- page: inventory/batch-feeding-summaries/
-- law: A batch has one family of periods: they do not overlap, so that sums over all rows are right.
-- subject: batches
-- unit: periods
-- failing: the page of the geography counts feed twice
-- when: exists (select from public.inventory_batchfeedingsummary)
-- otherwise: no feeding summaries were written
select b.batch_number as subject, count(*) as value, not coalesce(bool_or(s.period_start <= s.before), false) as ok
from (select batch_id, period_start, max(period_end) over (partition by batch_id order by period_start, period_end
                                                         rows between unbounded preceding and 1 preceding) as before
      from public.inventory_batchfeedingsummary) s
join public.batch_batch b on b.id = s.batch_id
group by b.id, b.batch_number
