-- title: Finance: planning and closing of months
-- page: finance-core/budgets/, finance-core/budget-entries/, finance-core/cost-imports/, finance-core/valuation-runs/, finance-core/periods/
-- law: The page opens on the month of the day, the first company by name and its first site, and finds a budget with entries of that month, imported costs and, where fish stood there on the first, a valuation.
-- subject: what the first look shows
-- unit: rows
-- failing: the page opens empty
-- when: exists (select from public.finance_core_costimportline)
-- otherwise: no costs were imported
with first as (
    select c.company_id, s.site_id, s.source_model, s.source_pk, extract(year from t.day)::int as year, extract(month from t.day)::int as month, t.day
    from public.finance_dimcompany c join public.finance_dimsite s on s.company_id = c.company_id cross join today t
    order by c.display_name, s.site_name limit 1)
select 'entries of the budget' as subject, count(*) as value, count(*) > 0 as ok
from first f
join public.finance_core_budget b on b.company_id = f.company_id and b.fiscal_year = f.year
join public.finance_core_budgetentry e on e.budget_id = b.budget_id and e.month = f.month
union all
select 'imported costs', count(*), count(*) > 0
from first f join public.finance_core_costimportline l on l.operating_unit_id = f.site_id and l.year = f.year and l.month = f.month
union all
select 'valuations', count(r.run_id), count(r.run_id) > 0
from first f
left join public.finance_core_valuationrun r on r.operating_unit_id = f.site_id and r.year = f.year and r.month = f.month
where exists (select from public.finance_core_valuationrun)
  and exists (select from living l where l.assignment_date <= date_trunc('month', f.day)
              and (f.source_model = 'area' and l.area_id = f.source_pk or f.source_model = 'station' and l.station_id = f.source_pk))
having count(*) > 0
