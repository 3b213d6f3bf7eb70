-- title: Harvest by grade
-- question: What was harvested, of which grade?
-- read: Per batch; the share is of the live weight.
-- sane: kg_per_fish between 0.3 and 12 and percent between 0 and 100
select b.batch_number as batch, g.code as grade, sum(f.unit_count) as fish, round(sum(f.quantity_kg)) as live_kg,
       round(sum(f.quantity_kg) / sum(f.unit_count), 2) as kg_per_fish,
       round(100 * sum(f.quantity_kg) / sum(sum(f.quantity_kg)) over (partition by b.id), 1) as percent
from public.finance_factharvest f
join public.harvest_productgrade g on g.id = f.product_grade_id
join public.batch_batch b on b.id = f.dim_batch_id
group by b.id, b.batch_number, g.id, g.code
order by b.batch_number, g.id
