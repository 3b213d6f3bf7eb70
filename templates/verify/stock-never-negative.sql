-- title: Stock never below zero
-- law: On every day, feed bought until then covers the feed eaten until then, for every feed.
-- subject: feed-days
-- unit: kg in all stores
-- failing: fish ate feed that had not been bought yet
select f.name || ' on ' || d.day as subject, d.kg as value, d.kg >= 0 as ok
from (select feed_id, day, sum(sum(kg)) over (partition by feed_id order by day) as kg
      from (select feed_id, purchase_date as day, quantity_kg as kg from public.inventory_feedpurchase
            union all select feed_id, feeding_date, -amount_kg from public.inventory_feedingevent) m
      group by feed_id, day) d
join public.inventory_feed f on f.id = d.feed_id
