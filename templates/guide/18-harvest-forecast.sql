-- page: Executive dashboard: harvests ahead
-- path: /executive
-- role: ADMIN MGR
-- open: tab Forecasts, `{batch}`
-- expect: {containers} rings forecast to be harvested from {first} on, {planned} of them with a planned harvest
-- none: No ring is forecast to be harvested within 90 days.
select b.batch_number as batch, count(*) as containers, min(f.projected_harvest_date) as first,
       sum(case when f.has_planned_harvest then 1 else 0 end) as planned
from public.batch_containerforecastsummary f
join public.batch_batchcontainerassignment s on s.id = f.assignment_id
join public.batch_batch b on b.id = s.batch_id
where s.is_active and b.status = 'ACTIVE' and f.projected_harvest_date <= :quarter
group by b.batch_number order by 3, 1 limit 12
