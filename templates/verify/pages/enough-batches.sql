-- title: Enough to look at
-- page: batch/batches/?geography=&lifecycle_stage=
-- law: Where thirty batches live, the list filtered by any stage and geography shows some, and the list of completed ones too.
-- subject: stages and geographies
-- unit: batches
-- failing: a tester who wants a batch of this stage in this geography finds none
-- when: (select count(*) from public.batch_batch where status = 'ACTIVE') >= 30
-- otherwise: fewer than thirty batches live
select g.name || ', ' || p.geography as subject, count(distinct l.batch_id) as value, count(distinct l.batch_id) > 0 as ok
from public.batch_lifecyclestage g
cross join (select distinct geography from place where geography is not null) p
left join (living l join public.batch_batch b on b.id = l.batch_id)
    on l.geography = p.geography and b.lifecycle_stage_id = g.id
group by g.id, g.name, p.geography
union all
select 'completed', count(*), count(*) > 0 from public.batch_batch where status = 'COMPLETED'
