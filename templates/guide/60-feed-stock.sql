-- page: Inventory: feed in stock
-- path: /inventory
-- role: MGR ADMIN OPR
-- open: {feed}
-- expect: {kg} kg in {stores} silos and barges, worth {value} at their prices
-- none: There is no feed in stock.
select f.name as feed, sum(k.quantity_kg) as kg, count(distinct k.feed_container_id) as stores,
       round(sum(k.quantity_kg * p.cost_per_kg), 0) as value
from public.inventory_feedcontainerstock k
join public.inventory_feedpurchase p on p.id = k.feed_purchase_id
join public.inventory_feed f on f.id = p.feed_id
where k.quantity_kg > 0
group by f.name order by f.name
