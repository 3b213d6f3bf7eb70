-- title: Transfers go with their plan
-- law: A workflow and the activity that it carries out name one another, belong to one batch, and are complete together; an activity that waits names the workflow that is written down for its stage.
-- subject: workflows with a planned activity
-- failing: workflow and activity contradict one another, or do not know of one another
select coalesce(w.workflow_number, 'activity ' || p.id) as subject, null::numeric as value,
       w.planned_activity_id = p.id and p.transfer_workflow_id = w.id and p.batch_id = w.batch_id and p.activity_type = 'TRANSFER'
       and (w.status = 'COMPLETED') = (p.status = 'COMPLETED')
       and (p.completed_at is null or p.completed_at::date = w.actual_completion_date) as ok
from (select * from public.batch_batchtransferworkflow where planned_activity_id is not null) w
full join (select * from public.planning_plannedactivity where transfer_workflow_id is not null) p on p.id = w.planned_activity_id
union all
select b.batch_number || ', ' || p.notes, null, false
from public.planning_plannedactivity p
join public.batch_batch b on b.id = p.batch_id
join public.planning_activitytemplate t on t.id = substring(p.notes from '\[TemplateID:(\d+)\]')::bigint
where p.activity_type = 'TRANSFER' and p.status in ('PENDING', 'IN_PROGRESS') and p.transfer_workflow_id is null
      and exists (select from public.batch_batchtransferworkflow w
                  where w.batch_id = p.batch_id and w.status not in ('COMPLETED', 'CANCELLED') and w.workflow_type = 'LIFECYCLE_TRANSITION'
                        and w.dest_lifecycle_stage_id = t.target_lifecycle_stage_id)
