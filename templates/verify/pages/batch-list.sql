-- title: List of batches
-- page: batch/batches/
-- law: A living batch has an active stay in its newest stage and no end; a completed one has an end and no active stay.
-- subject: batches
-- unit: active stays
-- failing: stage, days or containers of the batch are shown wrong
select b.batch_number as subject, count(l.assignment_id) as value,
       case b.status when 'ACTIVE' then count(l.assignment_id) > 0 and b.actual_end_date is null
                          and (array_agg(l.stage_id order by l.assignment_date desc, l.assignment_id desc))[1] = b.lifecycle_stage_id
                     else count(l.assignment_id) = 0 and b.actual_end_date is not null end as ok
from public.batch_batch b left join living l on l.batch_id = b.id
group by b.id, b.batch_number, b.status, b.actual_end_date, b.lifecycle_stage_id
