-- Shared by the pages, dropped with the transaction: the day on which somebody looks, where containers stand, who lives.
create temporary table today on commit drop as
select coalesce(nullif(current_setting('aqc.as_of', true), '')::date,
                (select max(date) + 1 from public.batch_actualdailyassignmentstate),
                (select max(feeding_date) + 1 from public.inventory_feedingevent), current_date) as day;
create temporary table place on commit drop as
select c.id as container_id, c.name as container, c.hall_id, h.freshwater_station_id as station_id, c.area_id,
       coalesce(s.geography_id, r.geography_id) as geography_id, g.name as geography, k.category,
       c.hierarchy_role = 'HOLDING' as holding, c.max_biomass_kg, c.volume_m3
from public.infrastructure_container c
join public.infrastructure_containertype k on k.id = c.container_type_id
left join public.infrastructure_hall h on h.id = c.hall_id
left join public.infrastructure_freshwaterstation s on s.id = h.freshwater_station_id
left join public.infrastructure_area r on r.id = c.area_id
left join public.infrastructure_geography g on g.id = coalesce(s.geography_id, r.geography_id);
create temporary table living on commit drop as
select a.id as assignment_id, a.batch_id, b.batch_number, b.start_date, a.lifecycle_stage_id as stage_id, a.assignment_date,
       a.population_count as population, a.avg_weight_g, a.biomass_kg, b.pinned_projection_run_id as run_id, p.*
from public.batch_batchcontainerassignment a
join public.batch_batch b on b.id = a.batch_id and b.status = 'ACTIVE'
join place p on p.container_id = a.container_id
where a.is_active;
create temporary table newest_state on commit drop as
select distinct on (s.batch_id) s.batch_id, s.date, s.avg_weight_g, s.confidence_scores
from public.batch_actualdailyassignmentstate s
where s.batch_id in (select batch_id from living) order by s.batch_id, s.date desc;
analyze pg_temp.place;
analyze pg_temp.living;
