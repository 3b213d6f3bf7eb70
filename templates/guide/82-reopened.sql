-- page: Financial planning: months reopened
-- path: /finance/planning
-- role: FIN ADMIN
-- open: {company}, {site}, {month} of {year}
-- expect: not locked, reopened because: {reason}
-- none: No month was reopened.
select k.display_name as company, y.site_name as site, p.year as year, p.month as month, p.reopen_reason as reason
from public.finance_core_periodlock p
join public.finance_dimcompany k on k.company_id = p.company_id
join public.finance_dimsite y on y.site_id = p.operating_unit_id
where p.reopened_at is not null and not p.is_locked
order by p.year desc, p.month desc, y.site_name limit 6
