-- title: Feed: finance report
-- page: inventory/feeding-events/finance_report/?start_date&end_date
-- law: The last 30 days have amount and cost by geography, by feed and by container.
-- subject: geographies and feeds
-- unit: cost a kg
-- failing: the report shows no cost, or one that no feed has
-- when: exists (select from public.inventory_feedingevent) and exists (select from public.batch_batch where status = 'ACTIVE')
-- otherwise: no meals were written, or no batch lives
with meals as (
    select p.geography, f.name as feed, sum(e.amount_kg) as kg, sum(e.feed_cost) as cost, min(e.amount_kg) as least
    from public.inventory_feedingevent e
    join public.inventory_feed f on f.id = e.feed_id
    join place p on p.container_id = e.container_id
    cross join today t
    where e.feeding_date between t.day - 30 and t.day - 1 group by 1, 2)
select geography as subject, round(sum(cost) / nullif(sum(kg), 0), 2) as value, sum(cost) / nullif(sum(kg), 0) between 0.5 and 6 as ok
from meals group by 1
union all
select feed, round(sum(cost) / nullif(sum(kg), 0), 2), sum(cost) / nullif(sum(kg), 0) between 0.5 and 6 from meals group by 1
