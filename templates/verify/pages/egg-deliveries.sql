-- title: Deliveries of eggs
-- page: batch/creation-workflows/, batch/creation-actions/
-- law: Every batch that is not mixed has one delivery, with an action for each of its first containers, and a supplier or eggs of own fish.
-- subject: batches
-- unit: actions
-- failing: the delivery of the batch cannot be shown
select b.batch_number as subject, count(a.id) as value,
       count(distinct w.id) = 1 and (count(a.id) > 0 or bool_and(w.status = 'DRAFT')) and bool_and(w.external_supplier_id is not null or w.egg_production_id is not null) and coalesce(bool_and(a.dest_assignment_id is not null) filter (where a.id is not null), true) as ok
from public.batch_batch b
left join public.batch_creationworkflow w on w.batch_id = b.id
left join public.batch_creationaction a on a.workflow_id = w.id
where b.batch_type <> 'MIXED'
group by b.id, b.batch_number
