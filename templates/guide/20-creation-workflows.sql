-- page: Batch creation: orders and deliveries
-- path: /batch-creation-workflows
-- role: MGR ADMIN OPR
-- open: `{workflow}` of `{batch}`, {status}
-- expect: {pending} of {actions} deliveries wait, {overdue} overdue, {today} due on the day itself; batch {state}
-- none: No order is open.
select w.workflow_number as workflow, b.batch_number as batch, w.status as status, w.total_actions as actions,
       b.status as state, coalesce(sum(case when a.status = 'PENDING' then 1 else 0 end), 0) as pending,
       coalesce(sum(case when a.status = 'PENDING' and a.expected_delivery_date < :as_of then 1 else 0 end), 0) as overdue,
       coalesce(sum(case when a.status = 'PENDING' and a.expected_delivery_date = :as_of then 1 else 0 end), 0) as today
from public.batch_creationworkflow w
join public.batch_batch b on b.id = w.batch_id
left join public.batch_creationaction a on a.workflow_id = w.id
where w.status <> 'COMPLETED'
group by w.workflow_number, b.batch_number, w.status, w.total_actions, b.status
order by w.status, w.workflow_number
