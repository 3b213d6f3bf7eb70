-- title: Feed bought = eaten + left
-- law: For every feed, the kilograms bought are the kilograms eaten and the kilograms left in the stores, exactly.
-- subject: feeds
-- unit: kg missing
-- failing: feed appeared or vanished; the value is bought - eaten - left
select f.name as subject, coalesce(p.kg, 0) - coalesce(e.kg, 0) - coalesce(s.kg, 0) as value,
       coalesce(p.kg, 0) = coalesce(e.kg, 0) + coalesce(s.kg, 0) as ok
from public.inventory_feed f
left join (select feed_id, sum(quantity_kg) as kg from public.inventory_feedpurchase group by 1) p on p.feed_id = f.id
left join (select feed_id, sum(amount_kg) as kg from public.inventory_feedingevent group by 1) e on e.feed_id = f.id
left join (select p.feed_id, sum(s.quantity_kg) as kg from public.inventory_feedcontainerstock s
           join public.inventory_feedpurchase p on p.id = s.feed_purchase_id group by 1) s on s.feed_id = f.id
where p.kg > 0 or e.kg > 0 or s.kg > 0
