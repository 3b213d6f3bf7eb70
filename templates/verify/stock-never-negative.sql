-- title: Stock never below zero
-- law: On every day, the feed bought until then for the stores of a hall or area covers what was eaten there until then.
-- subject: days of feeds in halls and areas
-- unit: kg in store
-- on: inventory_feedingevent, inventory_feedpurchase, inventory_feedcontainerstock
-- failing: fish ate feed that had not been bought yet
select f.name || ' in ' || coalesce(h.name, a.name, 'no store') || ' on ' || d.day as subject, d.kg as value, d.kg >= 0 as ok
from (select hall_id, area_id, feed_id, day,
             sum(sum(bought_kg) - sum(eaten_kg)) over (partition by hall_id, area_id, feed_id order by day) as kg
      from feed_flow group by hall_id, area_id, feed_id, day) d
join public.inventory_feed f on f.id = d.feed_id
left join public.infrastructure_hall h on h.id = d.hall_id
left join public.infrastructure_area a on a.id = d.area_id
