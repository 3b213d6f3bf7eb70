-- title: Valuations are in order
-- law: The runs of a site and month are numbered from 1: a preview, which names its import and values nothing, then what was approved, by whom and when; none is approved before its month is over, and no month is approved while one before it is not.
-- subject: sites and months
-- unit: runs
-- on: finance_core_valuationrun, finance_core_costimportbatch
-- failing: the next month would start from a preview, which has no values
select s.site_name || ' ' || r.year || '-' || lpad(r.month::text, 2, '0') as subject, count(*) as value,
       count(distinct r.version) = max(r.version) and min(r.version) = 1 and count(*) = max(r.version)
       and count(*) filter (where r.status = 'APPROVED') <= 1 and bool_or(r.version = 1 and r.status = 'PREVIEW')
       and coalesce(max(r.version) filter (where r.status = 'APPROVED') = max(r.version), true)
       and bool_and(case r.status when 'PREVIEW'
                    then r.approved_by_id is null and r.completed_at is null and i.year = r.year and i.month = r.month
                         and r.run_timestamp >= i.created_at and r.mortality_snapshot = '[]' and r.nav_posting = '{}'
                    when 'APPROVED'
                    then r.approved_by_id is not distinct from r.created_by_id and r.completed_at = r.run_timestamp and r.import_batch_id is null
                         and r.run_timestamp >= make_date(r.year, r.month, 1) + interval '1 month'
                    else false end)
       and bool_and(s.company_id = r.company_id and b.company_id = r.company_id and b.fiscal_year = r.year)
       and max(r.run_timestamp) filter (where r.status = 'PREVIEW') <= coalesce(min(r.run_timestamp) filter (where r.status = 'APPROVED'), 'infinity')
       and not (bool_or(r.status = 'APPROVED') and exists (
           select from public.finance_core_valuationrun e where e.operating_unit_id = s.site_id and (e.year, e.month) < (r.year, r.month)
           group by e.year, e.month having not bool_or(e.status = 'APPROVED'))) as ok
from public.finance_core_valuationrun r
join public.finance_dimsite s on s.site_id = r.operating_unit_id
left join public.finance_core_costimportbatch i on i.import_batch_id = r.import_batch_id
left join public.finance_core_budget b on b.budget_id = r.budget_id
group by s.site_id, s.site_name, r.year, r.month
