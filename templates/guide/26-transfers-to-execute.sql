-- page: Transfers: an action to execute
-- path: /transfer-workflows/{id}/execute
-- role: MGR ADMIN OPR
-- open: `{workflow}`, action {action}
-- expect: {fish} fish from {source} to {dest}, planned for {day}; executing it empties no other container and loses no fish
-- none: No action waits.
select w.workflow_number as workflow, a.action_number as action, a.transferred_count as fish, c.name as source,
       d.name as dest, a.planned_date as day
from public.batch_transferaction a
join public.batch_batchtransferworkflow w on w.id = a.workflow_id
join public.batch_batchcontainerassignment s on s.id = a.source_assignment_id
join public.infrastructure_container c on c.id = s.container_id
join public.batch_batchcontainerassignment t on t.id = a.dest_assignment_id
join public.infrastructure_container d on d.id = t.container_id
where a.status = 'PENDING' and w.status in ('PLANNED', 'IN_PROGRESS')
  and not exists (select 1 from public.batch_transferaction o
                  where o.workflow_id = a.workflow_id and o.status = 'PENDING' and o.action_number < a.action_number)
order by a.planned_date, w.workflow_number limit 12
