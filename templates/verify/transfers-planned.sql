-- title: Transfers go with their plan
-- law: A workflow and the activity that it carries out name one another, belong to one batch, and are complete together.
-- subject: workflows with a planned activity
-- failing: workflow and activity contradict one another
select coalesce(w.workflow_number, 'activity ' || p.id) as subject, null::numeric as value,
       w.planned_activity_id = p.id and p.transfer_workflow_id = w.id and p.batch_id = w.batch_id and p.activity_type = 'TRANSFER'
       and (w.status = 'COMPLETED') = (p.status = 'COMPLETED')
       and (p.completed_at is null or p.completed_at::date = w.actual_completion_date) as ok
from (select * from public.batch_batchtransferworkflow where planned_activity_id is not null) w
full join (select * from public.planning_plannedactivity where transfer_workflow_id is not null) p on p.id = w.planned_activity_id
