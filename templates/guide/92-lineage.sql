-- page: Broodstock: from a batch to its parents
-- path: /broodstock
-- role: MGR ADMIN
-- open: `{batch}`, {status}
-- expect: {lots} lots of {eggs} eggs of own pairs, the first laid on {day}
-- none: No batch is of own eggs.
select b.batch_number as batch, b.status as status, count(*) as lots, sum(e.egg_count) as eggs,
       substr(cast(min(e.production_date) as text), 1, 10) as day
from public.broodstock_batchparentage l
join public.broodstock_eggproduction e on e.id = l.egg_production_id
join public.batch_batch b on b.id = l.batch_id
where e.pair_id is not null
group by b.batch_number, b.status order by b.batch_number limit 8
