-- title: Budgets cover the years
-- law: Each company that runs sites has a budget of every year from its first imported costs to the year after the last, the newest version of which is active, of the year to come a draft; versions are numbered from 1 and entries stand on centres of the company, in every month where anything costs enough to be budgeted.
-- subject: companies and years
-- unit: of the currency
-- on: finance_core_budget, finance_core_budgetentry, finance_core_costimportline
-- failing: the page of a year finds no budget, or one that does not fit
with year as (
    select d.company_id, d.display_name, y.year, l.last
    from (select distinct company_id from public.finance_dimsite) s
    join public.finance_dimcompany d on d.company_id = s.company_id
    cross join (select min(year) as first, max(year) as last from public.finance_core_costimportline) l
    cross join generate_series(l.first, l.last + 1) y (year)),
costly as (  -- what costs as much as a budget is rounded to, each month at one site
    select distinct company_id from public.finance_core_costimportline
    group by company_id, operating_unit_id, cost_group_code
    having min(amount) >= (select coalesce((known -> 'finance' ->> 'budgeted_from')::numeric, 0) from fact)
       and count(*) = (select count(distinct (year, month)) from public.finance_core_costimportline))
select y.display_name || ' ' || y.year as subject, b.amount as value,
       b.versions > 0 and b.numbered and (b.newest = 'ACTIVE') = (y.year <= y.last) and (b.newest = 'DRAFT') = (y.year > y.last)
       and b.active = (y.year <= y.last)::int 
       and (b.months = 12 or y.company_id not in (select company_id from costly)) and b.strange is not true as ok
from year y
left join lateral (
    select count(*) as versions, count(distinct version) = max(version) and min(version) = 1 as numbered,
           (array_agg(status order by version desc))[1] as newest, count(*) filter (where status = 'ACTIVE') as active,
           min(e.months) as months, (array_agg(e.amount order by version desc))[1] as amount, bool_or(e.strange) as strange
    from public.finance_core_budget b
    left join lateral (select count(distinct n.month) filter (where n.month between 1 and 12) as months, sum(n.amount) as amount,
                              bool_or(c.company_id <> b.company_id or a.account_type <> 'EXPENSE') as strange
                       from public.finance_core_budgetentry n
                       join public.finance_core_costcenter c on c.cost_center_id = n.cost_center_id
                       join public.finance_core_account a on a.account_id = n.account_id
                       where n.budget_id = b.budget_id) e on true
    where b.company_id = y.company_id and b.fiscal_year = y.year) b on true
