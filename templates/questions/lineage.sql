-- title: Lineage
-- question: From which parents, or from which supplier, does each batch come?
-- read: The lots of eggs that were given to the batch: of pairs of own fish under a breeding plan, or bought under the supplier's number.
-- sane: eggs > 0 and lots > 0 and (mothers > 0 and fathers > 0) <> (supplier is not null) and mothers >= fathers
select b.batch_number as batch, b.status, sum(e.egg_count) as eggs, count(*) as lots, count(distinct q.female_fish_id) as mothers,
       count(distinct q.male_fish_id) as fathers, min(l.name) as plan, min(u.name) as supplier, min(x.batch_number) as supplier_number
from public.broodstock_batchparentage p
join public.batch_batch b on b.id = p.batch_id
join public.broodstock_eggproduction e on e.id = p.egg_production_id
left join public.broodstock_breedingpair q on q.id = e.pair_id
left join public.broodstock_breedingplan l on l.id = q.plan_id
left join public.broodstock_externaleggbatch x on x.egg_production_id = e.id
left join public.broodstock_eggsupplier u on u.id = x.supplier_id
group by b.id, b.batch_number, b.status, b.start_date
order by b.start_date, b.batch_number
