-- page: Health: laboratory
-- path: /health
-- role: VET QA ADMIN
-- open: sample {reference} of `{batch}`, taken on {day}
-- expect: {answer}
-- none: No sample went to a laboratory.
select coalesce(l.lab_reference_id, 'without a reference') as reference, b.batch_number as batch, l.sample_date as day,
       case when l.date_results_received is null then 'no results yet' else 'results of ' || cast(l.date_results_received as text) end as answer
from public.health_healthlabsample l
join public.batch_batchcontainerassignment s on s.id = l.batch_container_assignment_id
join public.batch_batch b on b.id = s.batch_id
order by l.sample_date desc, l.id limit 6
