-- title: Finance: planning and closing of months
-- page: finance-core/budgets/, finance-core/budget-entries/, finance-core/cost-imports/, finance-core/valuation-runs/, finance-core/periods/
-- law: The page opens on the month of the day, the first company by name and its first site, and finds a budget with entries of that month if there are any of the others and, where fish stood there on the first, a valuation, and imported costs if every other month brought some.
-- subject: what the first look shows
-- unit: rows
-- failing: the page opens empty
-- when: exists (select from public.finance_core_costimportline)
-- otherwise: no costs were imported
with first as (
    select c.company_id, s.site_id, extract(year from t.day)::int as year, extract(month from t.day)::int as month,
           exists (select from living l where l.assignment_date <= date_trunc('month', t.day)
                   and (s.source_model = 'area' and l.area_id = s.source_pk
                        or s.source_model = 'station' and l.station_id = s.source_pk)) as stocked
    from public.finance_dimcompany c join public.finance_dimsite s on s.company_id = c.company_id cross join today t
    order by c.display_name, s.site_name limit 1)
select 'entries of the budget' as subject, count(*) filter (where e.month = f.month) as value, bool_or(e.month = f.month) as ok
from first f
join public.finance_core_budget b on b.company_id = f.company_id and b.fiscal_year = f.year
join public.finance_core_budgetentry e on e.budget_id = b.budget_id
having count(distinct e.month) filter (where e.month <> f.month) = 11
union all
select 'imported costs', count(*) filter (where (l.year, l.month) = (f.year, f.month)), bool_or((l.year, l.month) = (f.year, f.month))
from first f join public.finance_core_costimportline l on l.operating_unit_id = f.site_id
where f.stocked
having count(*) > 0 and count(distinct (l.year, l.month)) filter (where (l.year, l.month) <> (f.year, f.month))
     = (select count(distinct (o.year, o.month)) from public.finance_core_costimportline o, first where (o.year, o.month) <> (first.year, first.month))
union all
select 'valuations', count(r.run_id), count(r.run_id) > 0
from first f
left join public.finance_core_valuationrun r on r.operating_unit_id = f.site_id and r.year = f.year and r.month = f.month
where exists (select from public.finance_core_valuationrun) and f.stocked
having count(*) > 0
