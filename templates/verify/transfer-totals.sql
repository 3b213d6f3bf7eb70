-- title: Transfer totals are sums
-- law: The totals, counters and dates of a transfer workflow that is not dynamic are those of its actions: one that was left out counts as done, one that failed does not; the fish of sources are counted when the first action is tried.
-- subject: workflows
-- unit: fish transferred
-- failing: a total of the workflow is not the sum of its actions
select w.workflow_number as subject, w.total_transferred_count as value,
       w.total_actions_planned = t.n and w.actions_completed = t.done + t.skipped
       and w.total_source_count = case when t.first is null then 0 else t.before end
       and w.total_transferred_count = t.moved and w.total_mortality_count = t.dead
       and w.total_biomass_kg = t.kg and w.completion_percentage = coalesce(round(100.0 * (t.done + t.skipped) / nullif(t.n, 0), 2), 0)
       and w.actual_start_date is not distinct from t.first
       and (w.status <> 'COMPLETED' or t.done + t.skipped + t.failed = t.n and w.actual_completion_date = t.last)
       and (t.done = 0 or t.done + t.skipped + t.failed < t.n or w.status = 'COMPLETED') as ok
from public.batch_batchtransferworkflow w
cross join lateral (select count(*) as n, count(*) filter (where status = 'COMPLETED') as done, count(*) filter (where status = 'SKIPPED') as skipped,
                           count(*) filter (where status = 'FAILED') as failed, coalesce(sum(source_population_before), 0) as before,
                           coalesce(sum(transferred_count) filter (where status = 'COMPLETED'), 0) as moved,
                           coalesce(sum(mortality_during_transfer) filter (where status = 'COMPLETED'), 0) as dead,
                           coalesce(sum(transferred_biomass_kg) filter (where status = 'COMPLETED'), 0) as kg,
                           min(actual_execution_date) as first, max(actual_execution_date) as last
                    from public.batch_transferaction where workflow_id = w.id) t
where not w.is_dynamic_execution
