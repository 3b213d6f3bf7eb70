-- title: Transfers
-- page: batch/transfer-workflows/, batch/transfer-actions/
-- law: Every batch past its first stage has a workflow for each change, with actions unless it is a draft, totals and a percentage that add up.
-- subject: workflows
-- unit: per cent complete
-- failing: totals, actions or percentage of the page are wrong
-- when: exists (select from public.batch_batchtransferworkflow)
-- otherwise: no batch has changed its stage
select w.workflow_number as subject, w.completion_percentage as value,
       count(a.id) = w.total_actions_planned and (count(a.id) > 0 or w.status = 'DRAFT' or w.is_dynamic_execution and w.status = 'PLANNED')
       and count(a.id) filter (where a.status in ('COMPLETED', 'SKIPPED')) = w.actions_completed
       and coalesce(sum(a.transferred_count) filter (where a.status = 'COMPLETED'), 0) = w.total_transferred_count
       and (w.status = 'COMPLETED') = (w.actual_completion_date is not null)
       and w.completion_percentage = case when w.is_dynamic_execution then round(least(100, 100.0 * w.total_transferred_count / w.estimated_total_count), 2)
                                     else coalesce(round(100.0 * w.actions_completed / nullif(w.total_actions_planned, 0), 2), 0) end
       and coalesce(bool_and(a.status <> 'COMPLETED' or (a.actual_execution_date is not null and a.executed_at is not null)), true) as ok
from public.batch_batchtransferworkflow w left join public.batch_transferaction a on a.workflow_id = w.id
group by w.id
