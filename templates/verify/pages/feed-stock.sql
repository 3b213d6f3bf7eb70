-- title: Feed: stock
-- page: inventory/feed-container-stock/summary/, …/by_container/, …/fifo_order/
-- law: Stores that fed the living lately hold stock of a known price, in an order by purchase and entry.
-- subject: feed stores
-- unit: kg
-- failing: the store is empty while fish eat from it, or its oldest lot cannot be told
-- when: exists (select from public.inventory_feedcontainerstock) and exists (select from public.batch_batch where status = 'ACTIVE')
-- otherwise: no stock was written, or no batch lives
select c.name as subject, coalesce(sum(s.quantity_kg), 0) as value,
       coalesce(sum(s.quantity_kg), 0) > 0 and bool_and(p.cost_per_kg > 0 and s.entry_date::date >= p.purchase_date) as ok
from public.infrastructure_feedcontainer c
left join (public.inventory_feedcontainerstock s join public.inventory_feedpurchase p on p.id = s.feed_purchase_id)
    on s.feed_container_id = c.id and s.quantity_kg > 0
where exists (select from living l join public.inventory_feedingevent e on e.container_id = l.container_id
              cross join today t where l.hall_id = c.hall_id and e.feeding_date = t.day - 1)
   or exists (select from public.inventory_feedcontainerstock x where x.feed_container_id = c.id
              and c.area_id in (select area_id from living) and x.quantity_kg > 0)
group by c.id, c.name
