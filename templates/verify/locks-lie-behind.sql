-- title: Locked months lie behind
-- law: Only a month that was valued and approved is locked, after that, and before the month in which somebody looks; one that was opened again says who, when and why, and its version counts that.
-- subject: locks
-- on: finance_core_periodlock, finance_core_valuationrun
-- failing: the farm could not be edited any more, or a month was closed without its values
select s.site_name || ' ' || l.year || '-' || lpad(l.month::text, 2, '0') as subject, null::numeric as value,
       l.company_id = s.company_id and l.locked_at >= r.completed_at and make_date(l.year, l.month, 1) < date_trunc('month', pg_temp.today())
       and l.is_locked = (l.reopened_at is null) and (l.reopened_at is null) = (l.reopen_reason = '') and l.lock_reason <> ''
       and (l.reopened_at is null or l.reopened_at >= l.locked_at) and l.version = case when l.is_locked then 1 else 2 end
       and (l.is_locked or not exists (select from public.auth_user) or l.reopened_by_id is not null) as ok
from public.finance_core_periodlock l
join public.finance_dimsite s on s.site_id = l.operating_unit_id
left join public.finance_core_valuationrun r on r.operating_unit_id = l.operating_unit_id and r.year = l.year and r.month = l.month and r.status = 'APPROVED'
