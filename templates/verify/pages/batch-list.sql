-- title: List of batches
-- page: batch/batches/
-- law: A living batch, all or part of which has come, has an active stay in its newest stage and no end; a completed one has an end and no active stay; a planned or cancelled one has neither.
-- subject: batches
-- unit: active stays
-- failing: stage, days or containers of the batch are shown wrong
select b.batch_number as subject, count(a.id) as value,
       case when b.status in ('ACTIVE', 'RECEIVING') then count(a.id) > 0 and b.actual_end_date is null
                          and (array_agg(a.lifecycle_stage_id order by a.assignment_date desc, a.id desc))[1] = b.lifecycle_stage_id
                     when b.status in ('PLANNED', 'CANCELLED') then count(a.id) = 0 and b.actual_end_date is null
                     else count(a.id) = 0 and b.actual_end_date is not null end as ok
from public.batch_batch b left join public.batch_batchcontainerassignment a on a.batch_id = b.id and a.is_active
group by b.id, b.batch_number, b.status, b.actual_end_date, b.lifecycle_stage_id
