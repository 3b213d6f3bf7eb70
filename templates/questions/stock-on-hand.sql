-- title: Stock on hand
-- question: How much feed lies in which store, and what is it worth?
-- read: Lots that are not eaten up, at the price that was paid for them.
-- sane: kg > 0 and full_percent between 0 and 100 and value / kg between 0.5 and 10
select s.name as store, f.name as feed, round(sum(k.quantity_kg)) as kg, round(sum(k.quantity_kg * p.cost_per_kg)) as value,
       round(100 * sum(k.quantity_kg) / s.capacity_kg, 1) as full_percent, min(p.expiry_date) as first_expiry
from public.inventory_feedcontainerstock k
join public.inventory_feedpurchase p on p.id = k.feed_purchase_id
join public.inventory_feed f on f.id = p.feed_id
join public.infrastructure_feedcontainer s on s.id = k.feed_container_id
where k.quantity_kg >= 1
group by s.id, s.name, s.capacity_kg, f.id, f.name
order by 1, 2
