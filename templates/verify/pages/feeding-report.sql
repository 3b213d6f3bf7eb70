-- title: Feed: finance report
-- page: inventory/feeding-events/finance_report/?start_date&end_date
-- law: The last 30 days have amount and cost by geography, by feed and by container, at the prices that were paid for feed.
-- subject: geographies and feeds
-- unit: cost a kg
-- failing: the report shows no cost, or one that no feed has
-- when: exists (select from public.inventory_feedingevent) and exists (select from public.batch_batch where status = 'ACTIVE')
-- otherwise: no meals were written, or no batch lives
with meals as (
    select p.geography, f.name as feed, sum(e.amount_kg) as kg, sum(e.feed_cost) as cost, count(*) as meals
    from public.inventory_feedingevent e
    join public.inventory_feed f on f.id = e.feed_id
    join place p on p.container_id = e.container_id
    cross join today t
    where e.feeding_date between t.day - 30 and t.day - 1 group by 1, 2)
select m.subject, round(sum(m.cost) / nullif(sum(m.kg), 0), 2) as value,
       sum(m.cost) between coalesce(p.low, 0.01) * sum(m.kg) - 0.01 * sum(m.meals) and coalesce(p.high, 1000) * sum(m.kg) + 0.01 * sum(m.meals)
       and (sum(m.cost) > 0 or sum(m.kg) < 0.01 * sum(m.meals)) as ok
from (select geography as subject, kg, cost, meals from meals union all select feed, kg, cost, meals from meals) m
cross join (select min(cost_per_kg) as low, max(cost_per_kg) as high from public.inventory_feedpurchase) p
group by m.subject, p.low, p.high
