-- title: Every meal has its cost
-- law: A meal of half a cent or more costs more than nothing, and no more or less a kilogram than the cheapest and dearest purchase of its feed.
-- subject: meals
-- unit: price a kg
-- on: inventory_feedpurchase
-- failing: the meal is free, or its cost does not follow from the prices paid
select 'meal ' || e.id || ' on ' || e.feeding_date as subject, round(e.feed_cost / nullif(e.amount_kg, 0), 3) as value,
       (e.feed_cost > 0 or e.amount_kg * p.high < 0.01) and e.amount_kg > 0
       and e.feed_cost between e.amount_kg * p.low - 0.0051 and e.amount_kg * p.high + 0.0051 as ok
from public.inventory_feedingevent e
left join (select feed_id, min(cost_per_kg) as low, max(cost_per_kg) as high
           from public.inventory_feedpurchase group by 1) p on p.feed_id = e.feed_id
