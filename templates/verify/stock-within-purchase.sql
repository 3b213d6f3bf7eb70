-- title: Lots and stores within bounds
-- law: What is left of a lot is between nothing and what was bought, entered the store no earlier than it was bought, and a store holds no more than its capacity.
-- subject: lots in stores
-- unit: kg left
-- failing: more is left than was bought, the lot entered before its purchase, or the store overflows
select f.name || ', lot ' || p.batch_number as subject, s.quantity_kg as value,
       s.quantity_kg >= 0 and s.quantity_kg <= p.quantity_kg and s.entry_date >= p.purchase_date
       and sum(s.quantity_kg) over (partition by s.feed_container_id) <= f.capacity_kg as ok
from public.inventory_feedcontainerstock s
join public.inventory_feedpurchase p on p.id = s.feed_purchase_id
join public.infrastructure_feedcontainer f on f.id = s.feed_container_id
