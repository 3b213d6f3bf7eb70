-- title: Work lies ahead
-- law: Every living batch has planned work that waits, its harvest among it.
-- subject: living batches
-- unit: activities that wait
-- failing: nobody has planned what becomes of the batch
select b.batch_number as subject, count(p.id) as value, count(p.id) filter (where p.activity_type = 'HARVEST') > 0 as ok
from public.batch_batch b
left join public.planning_plannedactivity p on p.batch_id = b.id and p.status in ('PENDING', 'IN_PROGRESS')
where b.status = 'ACTIVE' and exists (select from public.planning_plannedactivity)
group by b.id, b.batch_number
