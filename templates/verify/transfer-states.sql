-- title: Transfers say where they stand
-- law: A transfer workflow that is not dynamic is DRAFT or PLANNED while nothing was tried, PLANNED with at least one action, IN_PROGRESS while some are done and some wait, COMPLETED when none waits; a cancelled one has a reason, and who cancelled it. Only a stage change leads to another stage. An action that was left out has no dates, one that failed has them, a reason, and one of the same fish behind it that was done.
-- subject: workflows
-- unit: actions that wait
-- failing: status, dates or reasons contradict the actions
select w.workflow_number as subject, a.waiting as value,
       case w.status when 'DRAFT' then a.waiting = a.n and not w.is_intercompany
                     when 'PLANNED' then a.n > 0 and a.waiting = a.n and w.is_intercompany = a.sold
                     when 'IN_PROGRESS' then a.waiting > 0 and a.done > 0 and w.is_intercompany = a.sold
                     when 'COMPLETED' then a.waiting = 0 and a.done > 0 and w.is_intercompany = a.sold
                     when 'CANCELLED' then length(w.cancellation_reason) >= 10 and w.completed_by_id is not null and w.updated_at > w.created_at
                     else false end
       and (w.status = 'CANCELLED') = (w.cancellation_reason <> '') and (w.completed_by_id is null or w.status in ('COMPLETED', 'CANCELLED'))
       and (w.actual_start_date is null) = (a.tried = 0) and (w.actual_completion_date is null) = (w.status <> 'COMPLETED')
       and case w.workflow_type when 'LIFECYCLE_TRANSITION' then d."order" is not null and o."order" < d."order" else coalesce(o."order" = d."order", true) end
       and w.planned_start_date <= coalesce(a.first, w.planned_start_date) and coalesce(w.planned_completion_date, 'infinity') >= coalesce(a.last, w.planned_start_date)
       and a.sound as ok
from public.batch_batchtransferworkflow w
join public.batch_lifecyclestage o on o.id = w.source_lifecycle_stage_id
left join public.batch_lifecyclestage d on d.id = w.dest_lifecycle_stage_id
cross join lateral (
    select count(*) as n, count(*) filter (where t.status = 'PENDING') as waiting, count(*) filter (where t.status = 'COMPLETED') as done,
           count(*) filter (where t.actual_execution_date is not null) as tried, min(t.planned_date) as first, max(t.planned_date) as last,
           coalesce(bool_and(f.hall_id is not null) and bool_and(i.area_id is not null), false) as sold,
           coalesce(bool_and(case t.status
               when 'PENDING' then t.actual_execution_date is null and t.executed_at is null and t.executed_by_id is null
               when 'COMPLETED' then t.actual_execution_date is not null
               when 'SKIPPED' then t.actual_execution_date is null and t.executed_at is null and t.notes like 'Skipped by %: %' and t.transferred_count > 0
               when 'FAILED' then t.actual_execution_date is not null and t.notes like 'FAILED: %' and exists (
                   select from public.batch_transferaction r
                   where r.workflow_id = w.id and r.status = 'COMPLETED' and r.action_number > t.action_number and r.source_assignment_id = t.source_assignment_id
                         and r.dest_container_id = t.dest_container_id and r.transferred_count = t.transferred_count
                         and r.source_population_before = t.source_population_before and r.executed_at > t.executed_at)
               else false end), true) as sound
    from public.batch_transferaction t
    join public.batch_batchcontainerassignment s on s.id = t.source_assignment_id
    join public.infrastructure_container f on f.id = s.container_id
    join public.infrastructure_container i on i.id = t.dest_container_id
    where t.workflow_id = w.id) a
where not w.is_dynamic_execution
