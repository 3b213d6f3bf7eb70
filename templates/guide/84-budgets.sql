-- page: Financial planning: budgets
-- path: /finance/planning
-- role: FIN ADMIN
-- open: {company}, {year}
-- expect: {name}, version {version}, {status}
-- none: There is no budget.
select k.display_name as company, b.fiscal_year as year, b.name as name, b.version as version, b.status as status
from public.finance_core_budget b
join public.finance_dimcompany k on k.company_id = b.company_id
where b.fiscal_year >= (select max(fiscal_year) - 1 from public.finance_core_budget)
order by k.display_name, b.fiscal_year, b.name, b.version limit 24
