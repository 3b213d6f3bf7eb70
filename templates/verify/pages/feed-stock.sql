-- title: Feed: stock
-- page: inventory/feed-container-stock/summary/, …/by_container/, …/fifo_order/
-- law: The stores of a hall or area that fed the living lately hold stock of a known price, in an order by purchase and entry, where the scenario has them refilled before they are empty, and they hold what is eaten in a day.
-- subject: halls and areas with stores
-- unit: kg
-- on: inventory_feedcontainerstock, inventory_feedpurchase
-- failing: the stores are empty while fish eat from them, or the oldest lot cannot be told
-- when: exists (select from public.batch_batch where status = 'ACTIVE') and exists (select from public.inventory_feedingevent)
-- otherwise: no meals were written, or no batch lives
select coalesce(h.name, a.name) as subject, coalesce(sum(s.quantity_kg), 0) as value,
       (coalesce(sum(s.quantity_kg), 0) > 0 or k.share <= 0 or min(c.capacity_kg) < (
           select sum(e.amount_kg) from public.inventory_feedingevent e join living l on l.container_id = e.container_id cross join today t
           where (l.hall_id = c.hall_id or l.area_id = c.area_id) and e.feeding_date = t.day - 1))
       and coalesce(bool_and(p.cost_per_kg > 0 and s.entry_date::date >= p.purchase_date), coalesce(sum(s.quantity_kg), 0) = 0) as ok
from public.infrastructure_feedcontainer c
left join (public.inventory_feedcontainerstock s join public.inventory_feedpurchase p on p.id = s.feed_purchase_id)
    on s.feed_container_id = c.id and s.quantity_kg > 0
left join public.infrastructure_hall h on h.id = c.hall_id
left join public.infrastructure_area a on a.id = c.area_id
cross join (select coalesce((known ->> 'reorder_share')::numeric, 1) as share from fact) k
where exists (select from living l join public.inventory_feedingevent e on e.container_id = l.container_id
              cross join today t where (l.hall_id = c.hall_id or l.area_id = c.area_id) and e.feeding_date = t.day - 1)
group by c.hall_id, c.area_id, h.name, a.name, k.share
