-- title: Sites belong to companies
-- law: Every station is a site of the freshwater company of its geography, every area one of the farming company, once each.
-- subject: places
-- failing: harvests of the place cannot be booked
select p.name as subject, null::numeric as value,
       count(d.site_id) = 1 and bool_and(d.site_name = p.name and c.subsidiary = p.subsidiary and c.geography_id = p.geography_id) as ok
from (select 'station' as source, id, name, geography_id, 'FW' as subsidiary from public.infrastructure_freshwaterstation
      union all select 'area', id, name, geography_id, 'FM' from public.infrastructure_area) p
left join public.finance_dimsite d on d.source_model = p.source and d.source_pk = p.id
left join public.finance_dimcompany c on c.company_id = d.company_id
where exists (select 1 from public.finance_dimcompany)
group by p.source, p.id, p.name
