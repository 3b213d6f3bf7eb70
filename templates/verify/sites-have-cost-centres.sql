-- title: Sites have cost centres
-- law: Every site has one cost centre of its own, named after it; a centre is of the company of its parent and of its site, and departments have no site.
-- subject: sites and other cost centres
-- on: finance_core_costcenter, finance_core_account
-- failing: a budget of the place stands nowhere
select 'site ' || s.site_name as subject, null::numeric as value,
       count(c.cost_center_id) = 1 and bool_and(c.name = s.site_name and c.company_id = s.company_id and c.site_id = s.site_id and c.parent_id is null) as ok
from public.finance_dimsite s
left join public.finance_core_costcenter c on c.code = 'SITE-' || s.site_id and c.cost_center_type = 'SITE'
where exists (select from public.finance_core_account)
group by s.site_id, s.site_name
union all
select 'centre ' || c.code || ' of ' || d.display_name, null,
       coalesce(p.company_id = c.company_id, true) and coalesce(s.company_id = c.company_id, true)
       and (c.cost_center_type in ('SITE', 'PROJECT')) = (c.site_id is not null)
from public.finance_core_costcenter c
join public.finance_dimcompany d on d.company_id = c.company_id
left join public.finance_core_costcenter p on p.cost_center_id = c.parent_id
left join public.finance_dimsite s on s.site_id = c.site_id
