-- title: Summaries are of whole months
-- law: Feeding summaries of containers and of batches are of whole calendar months: no two of one subject overlap, and none is counted twice.
-- subject: summaries
-- failing: pages that add summaries up count feed twice
select s.kind || ' ' || s.id as subject, null::numeric as value,
       s.period_start = date_trunc('month', s.period_start)::date and s.period_end = (s.period_start + interval '1 month - 1 day')::date as ok
from (select 'container summary' as kind, id, period_start, period_end from public.inventory_containerfeedingsummary
      union all select 'batch summary', id, period_start, period_end from public.inventory_batchfeedingsummary) s
