-- title: Mixed batches: lineage
-- page: batch/batches/{id}/mixed-lineage/, batch/batch-compositions/
-- law: Every mixed batch is traced down to batches that are not mixed, by its act of mixing or else by its composition, and their shares make 100 per cent.
-- subject: mixed batches
-- unit: per cent
-- failing: the page shows part of the lineage, or none
-- when: exists (select from public.batch_batch where batch_type = 'MIXED')
-- otherwise: no batch is mixed
with recursive told as (
    select distinct on (e.mixed_batch_id) e.mixed_batch_id as mixed_id, e.id
    from public.batch_batchmixevent e order by e.mixed_batch_id, e.mixed_at desc, e.id desc),
shares as (
    select t.mixed_id, c.source_batch_id as batch_id, c.percentage from told t join public.batch_batchmixeventcomponent c on c.mix_event_id = t.id
    union all
    select mixed_batch_id, source_batch_id, percentage from public.batch_batchcomposition
    where mixed_batch_id not in (select mixed_id from told)),
whole as (select mixed_id, sum(percentage) as percentage from shares group by 1),
traced (mixed_id, batch_id, share, depth) as (
    select s.mixed_id, s.batch_id, s.percentage / w.percentage, 1 from shares s join whole w using (mixed_id)
    union all
    select t.mixed_id, s.batch_id, t.share * s.percentage / w.percentage, depth + 1
    from traced t join shares s on s.mixed_id = t.batch_id join whole w on w.mixed_id = s.mixed_id where depth < 20)
select b.batch_number as subject, round(100 * sum(t.share) filter (where o.batch_type <> 'MIXED'), 4) as value,
       coalesce(abs(sum(t.share) filter (where o.batch_type <> 'MIXED') - 1) < 0.000001, false) as ok
from public.batch_batch b
left join traced t on t.mixed_id = b.id
left join public.batch_batch o on o.id = t.batch_id
where b.batch_type = 'MIXED'
group by b.id, b.batch_number
