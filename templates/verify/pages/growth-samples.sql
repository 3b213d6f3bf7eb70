-- title: Growth samples of a batch
-- page: batch/batches/{id}/growth_analysis/
-- law: A batch whose fish were to be weighed has samples; the page answers 404 without.
-- subject: batches that were to be weighed
-- unit: samples
-- needs: facts
-- failing: the page answers 404
-- when: exists (select from public.batch_growthsample)
-- otherwise: no growth samples were written
select b.batch_number as subject, coalesce(g.samples, 0) as value, coalesce(g.samples, 0) > 0 as ok
from public.batch_batch b
join expected x on x.batch_id = b.id and x.samples > 0
left join (select a.batch_id, count(*) as samples from public.batch_growthsample s
           join public.batch_batchcontainerassignment a on a.id = s.assignment_id group by 1) g on g.batch_id = b.id
