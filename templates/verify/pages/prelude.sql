-- Shared by the pages, dropped with the transaction: the day on which somebody looks, where containers stand, who lives.
create temporary table today on commit drop as select pg_temp.today() as day;
create temporary table place on commit drop as
select c.id as container_id, c.name as container, c.hall_id, h.freshwater_station_id as station_id, c.area_id,
       coalesce(s.geography_id, r.geography_id) as geography_id, g.name as geography, k.category,
       coalesce(to_jsonb(c) ->> 'hierarchy_role', 'HOLDING') = 'HOLDING' as holding, c.max_biomass_kg, c.volume_m3
from public.infrastructure_container c
join public.infrastructure_containertype k on k.id = c.container_type_id
left join public.infrastructure_hall h on h.id = c.hall_id
left join public.infrastructure_freshwaterstation s on s.id = h.freshwater_station_id
left join public.infrastructure_area r on r.id = c.area_id
left join public.infrastructure_geography g on g.id = coalesce(s.geography_id, r.geography_id);
create temporary table living on commit drop as
select a.id as assignment_id, a.batch_id, b.batch_number, b.start_date, a.lifecycle_stage_id as stage_id, a.assignment_date,
       a.population_count as population, a.avg_weight_g, a.biomass_kg, (to_jsonb(b) ->> 'pinned_projection_run_id')::bigint as run_id, p.*
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

-- How often a batch was weighed, fish by fish, at least: in all, and in the last 75 days while it was fed too; how many
-- deaths its stated mortality expects, in all and in the last 90 days; whether it must have eaten on the last day.
create temporary table expected on commit drop as
select a.batch_id,
       max(case when w.weighed then (z.until - a.assignment_date - 1) / f.sample_every_days else 0 end) as samples,
       max(case when w.weighed and f.meals_a_day > 0 and f.root_a_day > 0 and a.population_count >= 30
                then (z.until - greatest(a.assignment_date, t.day - 75)) / f.sample_every_days else 0 end) as lately,
       max(f.sample_every_days) filter (where w.weighed) as every_days,
       sum(a.population_count * f.dies_a_day * (z.until - a.assignment_date)) as deaths,
       sum(a.population_count * f.dies_a_day * greatest(0, z.until - greatest(a.assignment_date, t.day - 90))) as late_deaths,
       bool_or(a.is_active and f.meals_a_day > 0 and f.root_a_day > 0 and a.biomass_kg >= 1 and a.assignment_date < t.day - 2) as fed
from public.batch_batchcontainerassignment a
join public.batch_lifecyclestage g on g.id = a.lifecycle_stage_id
join place p on p.container_id = a.container_id
join fact_stage f on f.geography = p.geography and f.stage = g.name
cross join today t
cross join lateral (select coalesce(a.departure_date, t.day) as until) z
cross join lateral (select f.sample_every_days > 0 and f.first_weight_g >= f.sample_from_g
                           and a.population_count >= 2 * f.sample_fish as weighed) w
group by 1;

-- By what part the mean weight of so many netted fish may differ from the true one, in any of the samples behind feeding summaries.
create or replace function pg_temp.weighed(cv float8, fish int) returns numeric language sql stable as
$$select coalesce(pg_temp.netted(cv, known -> 'net', 1, 1, fish, (select 2 * count(*) from public.inventory_containerfeedingsummary)), 0)::numeric
  from fact$$;
