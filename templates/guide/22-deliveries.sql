-- page: Batch creation: a delivery to execute
-- path: /batch-creation-workflows/{id}
-- role: MGR ADMIN OPR
-- open: `{workflow}`, action {action}
-- expect: {eggs} eggs or fish for {container}, expected on {day}; executing it fills the container and counts them as received
-- none: No delivery waits.
select w.workflow_number as workflow, a.action_number as action, a.egg_count_planned as eggs, c.name as container,
       a.expected_delivery_date as day
from public.batch_creationaction a
join public.batch_creationworkflow w on w.id = a.workflow_id
join public.batch_batchcontainerassignment s on s.id = a.dest_assignment_id
join public.infrastructure_container c on c.id = s.container_id
where a.status = 'PENDING' and w.status in ('PLANNED', 'IN_PROGRESS')
  and not exists (select 1 from public.batch_creationaction o
                  where o.workflow_id = a.workflow_id and o.status = 'PENDING' and o.action_number < a.action_number)
order by a.expected_delivery_date, w.workflow_number limit 8
