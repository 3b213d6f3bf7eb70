-- title: Feed bought = eaten + left
-- law: For every feed and the stores of every hall and area, the kilograms bought are those eaten there and those left, exactly.
-- subject: feeds in halls and areas
-- unit: kg missing
-- on: inventory_feedingevent, inventory_feedpurchase, inventory_feedcontainerstock
-- failing: feed appeared or vanished; the value is bought - eaten - left
select f.name || ' in ' || coalesce(h.name, a.name, 'no store') as subject,
       sum(w.bought_kg) - sum(w.eaten_kg) - coalesce(sum(w.left_kg), 0) as value,
       sum(w.bought_kg) = sum(w.eaten_kg) + sum(w.left_kg) and (w.hall_id is null) <> (w.area_id is null) as ok
from feed_flow w
join public.inventory_feed f on f.id = w.feed_id
left join public.infrastructure_hall h on h.id = w.hall_id
left join public.infrastructure_area a on a.id = w.area_id
group by f.name, h.name, a.name, w.hall_id, w.area_id
