-- title: Feed: purchases
-- page: inventory/feed-purchases/summary/
-- law: Each feed was bought within the last year, by the kilogram and with a supplier.
-- subject: feeds
-- unit: kg bought
-- failing: the summary misses the feed
-- when: exists (select from public.inventory_feedpurchase) and pg_temp.for_acceptance()
-- otherwise: the farm is not made for acceptance, or fewer than 30 batches live, or no purchases were written
select f.name as subject, sum(p.quantity_kg) as value,
       bool_or(p.purchase_date >= t.day - 365) and bool_and(p.quantity_kg > 0 and p.cost_per_kg > 0 and p.supplier <> '') as ok
from public.inventory_feed f cross join today t
join public.inventory_feedpurchase p on p.feed_id = f.id
group by f.id, f.name
