-- page: Transfers that are not done
-- path: /transfer-workflows
-- role: MGR ADMIN OPR
-- open: `{workflow}` of `{batch}`, {status}, {type}
-- expect: {done} of {actions} actions done, {fish} fish moved, planned for {day}; {kind}
-- none: Every transfer is done.
select w.workflow_number as workflow, b.batch_number as batch, w.status as status, w.workflow_type as type,
       w.actions_completed as done, w.total_actions_planned as actions, w.total_transferred_count as fish,
       w.planned_start_date as day,
       case when w.is_dynamic_execution then 'with carriers, ' || coalesce(w.dynamic_route_mode, 'no route')
            else 'from container to container' end as kind
from public.batch_batchtransferworkflow w
join public.batch_batch b on b.id = w.batch_id
where w.status <> 'COMPLETED'
order by w.status, w.planned_start_date, w.workflow_number
