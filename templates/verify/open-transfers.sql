-- title: Transfers can go on
-- law: Every action that waits can be executed: its fish are in the source, and it names the destination that they will join, an active stay of the batch or a placeholder without fish, in a container that nobody else holds or waits for.
-- subject: actions that wait
-- unit: fish
-- failing: executing the action would lose fish, or put them where others are
select w.workflow_number || ' action ' || t.action_number as subject, t.transferred_count as value,
       coalesce(t.transferred_count between 1 and t.source_population_before and t.source_population_before <= s.population_count and s.is_active
           and s.batch_id = w.batch_id and d.batch_id = w.batch_id and d.container_id = t.dest_container_id
           and d.lifecycle_stage_id = coalesce(w.dest_lifecycle_stage_id, w.source_lifecycle_stage_id) and d.departure_date is null
           and (d.is_active or d.population_count = 0 and d.assignment_date <= t.planned_date)
           and sum(t.transferred_count) over (partition by t.source_assignment_id) <= s.population_count
           and not exists (select from public.batch_batchcontainerassignment o
                           where o.container_id = d.container_id and o.is_active and o.batch_id <> w.batch_id)
           and count(*) filter (where not d.is_active) over (partition by t.dest_container_id)
               = count(*) filter (where not d.is_active) over (partition by t.dest_container_id, w.id), false) as ok
from public.batch_transferaction t
join public.batch_batchtransferworkflow w on w.id = t.workflow_id
left join public.batch_batchcontainerassignment s on s.id = t.source_assignment_id
left join public.batch_batchcontainerassignment d on d.id = t.dest_assignment_id
where t.status = 'PENDING' and w.status in ('DRAFT', 'PLANNED', 'IN_PROGRESS')
