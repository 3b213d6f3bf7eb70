-- title: Harvest facts are the lots
-- law: Every harvest lot has one fact with its weight, fish, grade and day, at the company and the site of the ring that it came from.
-- subject: lots
-- unit: kg
-- failing: finance counts other fish than were harvested
select coalesce('lot ' || l.id, 'fact ' || f.fact_id) as subject, f.quantity_kg as value,
       f.lot_id = l.id and f.event_id = l.event_id and f.quantity_kg = l.live_weight_kg and f.unit_count = l.unit_count
       and f.product_grade_id = l.product_grade_id and f.event_date = e.event_date and f.dim_batch_id = e.batch_id
       and f.dim_company_id = d.company_id and c.subsidiary = case when s.area_id is null then 'FW' else 'FM' end
       and d.source_model = case when s.area_id is null then 'station' else 'area' end
       and d.source_pk = coalesce(s.area_id, h.freshwater_station_id) as ok
from public.finance_factharvest f
full join public.harvest_harvestlot l on l.id = f.lot_id
left join public.harvest_harvestevent e on e.id = l.event_id
left join stay s on s.id = e.assignment_id
left join public.infrastructure_hall h on h.id = s.hall_id
left join public.finance_dimsite d on d.site_id = f.dim_site_id
left join public.finance_dimcompany c on c.company_id = f.dim_company_id
where exists (select 1 from public.finance_factharvest)
