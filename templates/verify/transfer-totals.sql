-- title: Transfer totals are sums
-- law: The totals, counters and dates of a transfer workflow that is not dynamic are those of its actions.
-- subject: workflows
-- unit: fish transferred
-- failing: a total of the workflow is not the sum of its actions
select w.workflow_number as subject, w.total_transferred_count as value,
       w.total_actions_planned = t.n and w.actions_completed = t.done
       and w.total_source_count = t.before and w.total_transferred_count = t.moved and w.total_mortality_count = t.dead
       and w.total_biomass_kg = t.kg and w.completion_percentage = round(100.0 * t.done / t.n, 2)
       and w.actual_start_date is not distinct from t.first
       and (w.status <> 'COMPLETED' or t.done = t.n and w.actual_completion_date = t.last)
       and (t.done < t.n or w.status = 'COMPLETED') as ok
from public.batch_batchtransferworkflow w
left join (select workflow_id, count(*) as n, count(*) filter (where status = 'COMPLETED') as done,
                  sum(source_population_before) as before,
                  coalesce(sum(transferred_count) filter (where status = 'COMPLETED'), 0) as moved,
                  coalesce(sum(mortality_during_transfer) filter (where status = 'COMPLETED'), 0) as dead,
                  coalesce(sum(transferred_biomass_kg) filter (where status = 'COMPLETED'), 0) as kg,
                  min(actual_execution_date) as first, max(actual_execution_date) as last
           from public.batch_transferaction group by 1) t on t.workflow_id = w.id
where not w.is_dynamic_execution
