-- title: Water of the transitions
-- law: The water of a stage change is recorded once, warmer than freezing, and salt where the fish come to the sea.
-- subject: transfer workflows
-- unit: degrees Celsius
-- failing: the water of the change is missing, doubled or absurd
select w.workflow_number as subject, max(e.temperature) as value,
       count(e.id) = 1 and coalesce(bool_and(e.temperature > -2 and e.oxygen between 30 and 150 and e.ph between 5 and 9), false)
       and coalesce(bool_and(e.salinity > 15), true) as ok
from public.batch_batchtransferworkflow w
left join public.environmental_stagetransitionenvironmental e on e.batch_transfer_workflow_id = w.id
where exists (select from public.environmental_stagetransitionenvironmental)
group by w.id, w.workflow_number
