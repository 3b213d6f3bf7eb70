-- page: Financial planning: the month to close
-- path: /finance/planning
-- role: FIN ADMIN
-- open: {company}, {site}, {month} of {year}
-- expect: {status} version {version}; the month is {lock}
-- none: No month was valued.
select k.display_name as company, y.site_name as site, v.year as year, v.month as month, v.status as status,
       v.version as version,
       case when exists (select 1 from public.finance_core_periodlock p
                         where p.company_id = v.company_id and p.operating_unit_id = v.operating_unit_id
                           and p.year = v.year and p.month = v.month and p.is_locked) then 'locked' else 'open' end as lock
from public.finance_core_valuationrun v
join public.finance_dimcompany k on k.company_id = v.company_id
join public.finance_dimsite y on y.site_id = v.operating_unit_id
where v.operating_unit_id in (select min(o.operating_unit_id) from public.finance_core_valuationrun o group by o.company_id)
order by v.year desc, v.month desc, k.display_name, v.version desc limit 12
