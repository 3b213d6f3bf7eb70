-- title: Enough to look at
-- page: verification scripts of the application
-- law: At least thirty batches live, at least four in each stage, some are completed.
-- subject: stages
-- unit: living batches
-- failing: the application's own verification expects more
-- when: (select count(*) from public.batch_batch where status = 'ACTIVE') >= 30
-- otherwise: fewer than thirty batches live
select g.name as subject, count(b.id) as value, count(b.id) >= 4 as ok
from public.batch_lifecyclestage g left join public.batch_batch b on b.lifecycle_stage_id = g.id and b.status = 'ACTIVE' group by g.id, g.name
union all
select 'completed batches', count(*), count(*) > 0 from public.batch_batch where status = 'COMPLETED'
