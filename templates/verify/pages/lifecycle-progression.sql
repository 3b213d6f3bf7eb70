-- title: Progression of a batch
-- page: batch/container-assignments/lifecycle-progression/?batch=
-- law: Every stage that a batch has seen has stays with fish: closed ones keep their last population, unless all their fish died; so may those whose last fish died on the day before today.
-- subject: batches
-- unit: stages
-- failing: a stage of the batch is shown as empty
select b.batch_number as subject, count(distinct a.lifecycle_stage_id) as value,
       bool_and(a.population_count > 0 or (not a.is_active or exists (
           select from public.batch_mortalityevent m cross join today t where m.assignment_id = a.id and m.event_date = t.day - 1)) and (
           select count(*) = 0 from public.batch_transferaction m where m.source_assignment_id = a.id and m.transferred_count > 0 and m.status = 'COMPLETED') and (
           select count(*) = 0 from public.harvest_harvestevent h where h.assignment_id = a.id)) and count(distinct a.lifecycle_stage_id) = (select count(*) from public.batch_lifecyclestage x where x."order" between min(g."order") and max(g."order")) as ok
from public.batch_batch b
join public.batch_batchcontainerassignment a on a.batch_id = b.id and (a.is_active or a.departure_date is not null)
join public.infrastructure_container c on c.id = a.container_id and c.carrier_id is null
join public.batch_lifecyclestage g on g.id = a.lifecycle_stage_id
group by b.id, b.batch_number
