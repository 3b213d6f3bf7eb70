-- title: Feed cost per kilogram
-- question: What did the feed of each harvested kilogram cost?
-- read: All meals of a completed batch, valued by the lots that were eaten, over the live weight of its harvest, in the currency of its geography.
-- sane: cost_per_kg between 0.5 and 6
select b.batch_number as batch, c.currency, round(f.cost) as feed_cost, round(h.kg) as harvested_kg, round(f.cost / h.kg, 3) as cost_per_kg
from public.batch_batch b
join (select batch_id, sum(feed_cost) as cost from public.inventory_feedingevent group by 1) f on f.batch_id = b.id
join (select dim_batch_id as batch_id, min(dim_company_id) as company_id, sum(quantity_kg) as kg from public.finance_factharvest group by 1) h on h.batch_id = b.id
join public.finance_dimcompany c on c.company_id = h.company_id
where b.status = 'COMPLETED'
order by 1
