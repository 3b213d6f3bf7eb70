-- title: Finance: harvest facts
-- page: finance/facts/harvests/, vw_fact_harvest
-- law: Every lot is a fact of a sea company and its site; the view for reports loses none.
-- subject: companies and grades
-- unit: kg
-- failing: filters by company and grade find nothing, or the view loses rows
-- when: exists (select from public.finance_factharvest)
-- otherwise: no finance was written, or nothing was harvested
select coalesce(v.company, 'lots without a row in the view') || ', ' || coalesce(v.product_grade_code, '') as subject, sum(v.quantity_kg) as value, bool_and(v.fact_id is not null) as ok
from public.harvest_harvestlot l
left join public.finance_factharvest f on f.lot_id = l.id
left join public.vw_fact_harvest v on v.fact_id = f.fact_id
group by v.company, v.product_grade_code
