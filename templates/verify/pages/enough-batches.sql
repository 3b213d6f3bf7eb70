-- title: Enough to look at
-- page: batch/batches/?geography=&lifecycle_stage=
-- law: Where thirty batches live on a farm made for acceptance, the list filtered by any stage shows some in each geography with two batches a stage, and the list of completed ones too.
-- subject: stages and geographies
-- unit: batches
-- failing: a tester who wants a batch of this stage in this geography finds none
-- when: pg_temp.for_acceptance()
-- otherwise: the farm is not made for acceptance, or fewer than thirty batches live
select g.name || ', ' || p.geography as subject, count(distinct l.batch_id) as value, count(distinct l.batch_id) > 0 as ok
from public.batch_lifecyclestage g
cross join (select geography from living group by 1
            having count(distinct batch_id) >= 2 * (select count(*) from public.batch_lifecyclestage)) p
left join (living l join public.batch_batch b on b.id = l.batch_id)
    on l.geography = p.geography and b.lifecycle_stage_id = g.id
group by g.id, g.name, p.geography
union all
select 'completed', count(*), count(*) > 0 from public.batch_batch where status = 'COMPLETED'
