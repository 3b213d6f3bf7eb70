-- title: Batches have cost centres
-- law: Every batch is linked to its project, which hangs under the cost centre of the site where its first fish came; names and codes are the application's.
-- subject: batches
-- failing: costs of the batch have nowhere to go
select b.batch_number as subject, null::numeric as value,
       c.cost_center_type = 'PROJECT' and c.code = 'PRJ-' || b.id and c.name = d.site_name || '-' || b.batch_number || ':' || to_char(f.first, 'MON')
       and p.cost_center_type = 'SITE' and p.code = 'SITE-' || d.site_id and p.name = d.site_name and p.parent_id is null
       and p.company_id = d.company_id and c.company_id = d.company_id and c.site_id = d.site_id and p.site_id = d.site_id as ok
from public.batch_batch b
join lateral (select s.first, s.hall_id, s.area_id from stay s where s.batch_id = b.id order by s.first, s.id limit 1) f on true
left join public.infrastructure_hall h on h.id = f.hall_id
left join public.finance_dimsite d on d.source_model = case when f.area_id is null then 'station' else 'area' end
     and d.source_pk = coalesce(f.area_id, h.freshwater_station_id)
left join public.finance_core_costcenterbatchlink l on l.batch_id = b.id
left join public.finance_core_costcenter c on c.cost_center_id = l.cost_center_id
left join public.finance_core_costcenter p on p.cost_center_id = c.parent_id
where exists (select 1 from public.finance_core_costcenter)
