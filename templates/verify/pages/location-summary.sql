-- title: Summaries of places
-- page: infrastructure/{geographies,freshwater-stations,halls,areas}/{id}/summary/
-- law: Every place with fish shows population, mean weight and capacity; its biomass stays below the capacity, unless the scenario is to fill containers beyond theirs.
-- subject: places with fish
-- unit: per cent of capacity
-- failing: population is missing, or utilisation passes 100 %
-- when: exists (select from public.batch_batch where status = 'ACTIVE')
-- otherwise: no batch lives
with capacity as (
    select 'geography ' || geography as place, geography_id as a, null::bigint as b, null::bigint as c, sum(max_biomass_kg) as kg from place where geography_id is not null group by 1, 2
    union all select 'station ' || station_id, null, station_id, null, sum(max_biomass_kg) from place where station_id is not null group by 1, 3
    union all select 'hall ' || hall_id, null, null, hall_id, sum(max_biomass_kg) from place where hall_id is not null group by 1, 4
    union all select 'area ' || area_id, null, null, -area_id, sum(max_biomass_kg) from place where area_id is not null group by 1, 4)
select c.place as subject, round(100 * sum(l.biomass_kg) / nullif(max(c.kg), 0), 2) as value,
       sum(l.population) > 0 and (sum(l.biomass_kg) > 0 or max(l.population * l.avg_weight_g) < 5) and sum(l.biomass_kg) <= max(c.kg) * (select greatest(1, 1.1 * max(fullest)) from fact_stage) as ok
from capacity c
join living l on l.geography_id = c.a or l.station_id = c.b or l.hall_id = c.c or l.area_id = -c.c
group by c.place
