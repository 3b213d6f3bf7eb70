-- title: Planned activities coherent
-- law: An activity belongs to a living batch, or is the culling of a terminated one, and a scenario of it; what is COMPLETED says when and by whom, and nothing else does; a container is one that the batch is in.
-- subject: planned activities
-- unit: days from due to done
-- failing: the activity belongs to an ended batch or another's scenario, or its status contradicts its dates
select b.batch_number || ', ' || p.activity_type || ' due ' || p.due_date as subject, p.completed_at::date - p.due_date as value,
       (b.status = 'ACTIVE' or b.status = 'TERMINATED' and p.activity_type = 'CULL' and p.status = 'COMPLETED' and p.completed_at::date = b.actual_end_date - 1)
       and c.batch_id = p.batch_id
       and (p.status = 'COMPLETED') = (p.completed_at is not null) and (p.status = 'COMPLETED') = (p.completed_by_id is not null)
       and (p.completed_at is null or p.completed_at::date >= b.start_date)
       and (p.container_id is null
            or exists (select from stay s where s.batch_id = p.batch_id and s.container_id = p.container_id and s.active)) as ok
from public.planning_plannedactivity p
join public.batch_batch b on b.id = p.batch_id
left join public.scenario c on c.scenario_id = p.scenario_id
