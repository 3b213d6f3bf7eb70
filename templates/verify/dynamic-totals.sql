-- title: Dynamic transfers count every leg
-- law: A dynamic transfer adds up all its completed legs, in per cent of what was to go, 100 at most; planned ones have no legs, completed ones none that is open, their moment and a note; it books no sale.
-- subject: dynamic workflows
-- unit: fish transferred
-- failing: a total of the workflow is not the sum of its legs, or its state is not theirs
select w.workflow_number as subject, w.total_transferred_count as value,
       w.dynamic_route_mode is not null and not w.is_intercompany and w.finance_transaction_id is null
       and w.total_actions_planned = t.n and w.actions_completed = t.done and w.total_source_count = t.before
       and w.total_transferred_count = t.moved and w.total_mortality_count = t.dead and w.total_biomass_kg = t.kg
       and w.completion_percentage = round(least(100, 100.0 * t.moved / w.estimated_total_count), 2)
       and w.actual_start_date is not distinct from t.first and t.outside = 0
       and case w.status
           when 'PLANNED' then t.n = 0
           when 'IN_PROGRESS' then t.n > 0 and w.dynamic_completed_at is null
           else w.status = 'COMPLETED' and t.done = t.n and w.actual_completion_date = t.last and w.dynamic_completed_at >= t.over
               and w.completed_by_id is not null and w.notes like '%[dynamic_completion_note]%' end as ok
from public.batch_batchtransferworkflow w
cross join lateral (
    select count(*) as n, count(*) filter (where a.status = 'COMPLETED') as done,
           count(*) filter (where a.status not in ('COMPLETED', 'IN_PROGRESS') or a.leg_type is null or a.created_via <> 'DYNAMIC_LIVE') as outside,
           coalesce(sum(a.source_population_before), 0) as before,
           coalesce(sum(a.transferred_count) filter (where a.status = 'COMPLETED'), 0) as moved,
           coalesce(sum(a.mortality_during_transfer) filter (where a.status = 'COMPLETED'), 0) as dead,
           coalesce(sum(a.transferred_biomass_kg) filter (where a.status = 'COMPLETED'), 0) as kg,
           min(a.actual_execution_date) as first, max(a.actual_execution_date) as last, max(a.executed_at) as over
    from public.batch_transferaction a where a.workflow_id = w.id) t
where w.is_dynamic_execution
