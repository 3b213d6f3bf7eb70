-- title: Utilisation over time
-- question: How full is each site, month by month?
-- read: Biomass of the daily states on the 15th over what all holding containers of the site may carry.
-- sane: percent between 0 and 100 and containers_in_use > 0
select d.site_name as site, s.date as day, round(sum(s.biomass_kg) / 1000, 1) as tonnes, count(*) as containers_in_use, k.containers,
       round(100 * sum(s.biomass_kg) / k.capacity_kg, 1) as percent
from public.batch_actualdailyassignmentstate s
join (select c.id, case when c.area_id is null then 'station' else 'area' end as source, coalesce(c.area_id, h.freshwater_station_id) as place
      from public.infrastructure_container c left join public.infrastructure_hall h on h.id = c.hall_id) c on c.id = s.container_id
join public.finance_dimsite d on d.source_model = c.source and d.source_pk = c.place
join (select case when c.area_id is null then 'station' else 'area' end as source, coalesce(c.area_id, h.freshwater_station_id) as place,
             count(*) as containers, sum(c.max_biomass_kg) as capacity_kg
      from public.infrastructure_container c left join public.infrastructure_hall h on h.id = c.hall_id
      where c.hierarchy_role = 'HOLDING' group by 1, 2) k on k.source = c.source and k.place = c.place
where extract(day from s.date) = 15
group by d.site_id, d.site_name, s.date, k.containers, k.capacity_kg
order by d.site_id, s.date
