-- title: Deliveries say where they stand
-- law: A creation workflow is DRAFT without actions, PLANNED while none has come, IN_PROGRESS while some have, COMPLETED when all have; its batch is PLANNED, PLANNED, RECEIVING, and ACTIVE, COMPLETED or TERMINATED. A cancelled one, whose batch is so too, has a reason, and nothing came. An action that waits, or was skipped for a reason, has a placeholder, a container that nobody holds on its day, as far as is known, and no data of a delivery.
-- subject: workflows
-- unit: actions that wait
-- failing: status, dates or placeholders contradict the actions
select w.workflow_number as subject, a.waiting as value,
       case w.status when 'DRAFT' then a.n = 0 and b.status = 'PLANNED'
                     when 'PLANNED' then a.n > 0 and a.waiting = a.n and b.status = 'PLANNED'
                     when 'IN_PROGRESS' then a.waiting > 0 and a.come > 0 and b.status = 'RECEIVING'
                     when 'CANCELLED' then a.waiting = a.n and b.status = 'CANCELLED' and w.cancelled_at >= w.created_at and length(w.cancellation_reason) >= 10
                     when 'COMPLETED' then a.n > 0 and a.waiting = 0 and b.status in ('ACTIVE', 'COMPLETED', 'TERMINATED') else false end
       and (w.status = 'CANCELLED') = (w.cancelled_at is not null) and (w.actual_start_date is null) = (a.come = 0) and (w.actual_completion_date is null) = (w.status <> 'COMPLETED')
       and w.planned_start_date <= coalesce(a.first, w.planned_start_date) and w.planned_completion_date >= coalesce(a.last, w.planned_start_date)
       and a.sound as ok
from public.batch_creationworkflow w
join public.batch_batch b on b.id = w.batch_id
cross join lateral (
    select count(*) as n, count(*) filter (where a.status = 'PENDING') as waiting, count(*) filter (where a.status = 'COMPLETED') as come, min(a.expected_delivery_date) as first,
           max(a.expected_delivery_date) as last,
           coalesce(bool_and(case when a.status = 'COMPLETED' then a.actual_delivery_date = a.expected_delivery_date and a.executed_by_id is not null
                                  else a.actual_delivery_date is null and (a.executed_by_id is null or a.status = 'SKIPPED' and a.notes like 'Skipped: %') and p.batch_id = b.id
                                       and not p.is_active and p.departure_date is null and p.population_count = 0
                                       and p.avg_weight_g is null and p.assignment_date = w.planned_start_date end), true)
           and not exists (
               select from public.batch_creationaction o
               join public.batch_batchcontainerassignment q on q.id = o.dest_assignment_id
               join public.batch_batchcontainerassignment r on r.container_id = q.container_id and r.id <> q.id
               where o.workflow_id = w.id and o.status = 'PENDING' and r.batch_id <> b.id
                     and (r.departure_date >= o.expected_delivery_date or r.is_active and (
                         r.assignment_date >= o.expected_delivery_date or o.expected_delivery_date <= (
                             select max(coalesce(z.departure_date, z.assignment_date)) from public.batch_batchcontainerassignment z
                             where z.is_active or z.departure_date is not null)))) as sound
    from public.batch_creationaction a
    left join public.batch_batchcontainerassignment p on p.id = a.dest_assignment_id
    where a.workflow_id = w.id) a
