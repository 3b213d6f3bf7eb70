-- title: Broodstock: lineage
-- page: broodstock/batch-parentages/lineage/?batch_id=, broodstock/egg-productions/
-- law: Every batch that has begun, and is not mixed, is shown with its lots of eggs, and each lot with two parents or a supplier.
-- subject: batches that have begun
-- unit: lots of eggs
-- failing: the page shows no lineage
-- when: exists (select from public.broodstock_batchparentage)
-- otherwise: no lineage was written
select b.batch_number as subject, count(e.id) as value,
       count(e.id) > 0 and coalesce(bool_and(q.id is not null or u.id is not null) filter (where e.id is not null), false) as ok
from public.batch_batch b
left join public.broodstock_batchparentage p on p.batch_id = b.id
left join public.broodstock_eggproduction e on e.id = p.egg_production_id
left join public.broodstock_breedingpair q on q.id = e.pair_id
left join public.broodstock_externaleggbatch x on x.egg_production_id = e.id
left join public.broodstock_eggsupplier u on u.id = x.supplier_id
where b.status not in ('PLANNED', 'CANCELLED') and b.batch_type <> 'MIXED'
group by b.id, b.batch_number
