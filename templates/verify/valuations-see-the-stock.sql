-- title: Valuations see the fish in stock
-- law: The fish that a valuation starts from are those of the daily states of the site on the first of the month, by project; where no state is of that day, those of the stays that cover it.
-- subject: valuations
-- unit: kg
-- on: finance_core_valuationrun, batch_actualdailyassignmentstate
-- failing: costs are shared out by fish that were not there
with booked as (
    select c.id as container_id, d.site_id
    from public.infrastructure_container c
    left join public.infrastructure_hall h on h.id = c.hall_id
    join public.finance_dimsite d on d.source_model = case when c.area_id is null then 'station' else 'area' end
         and d.source_pk = coalesce(c.area_id, h.freshwater_station_id)),
month as (select distinct make_date(year, month, 1) as day from public.finance_core_valuationrun),
state as (
    select m.day, b.site_id, t.batch_id, t.assignment_id::numeric as place, t.population as fish, t.biomass_kg
    from month m join public.batch_actualdailyassignmentstate t on t.date = m.day join booked b on b.container_id = t.container_id),
held as (
    select * from state
    union all
    select m.day, b.site_id, a.batch_id, (a.assignment_date - date '1970-01-01') * 1e10 + a.id, a.population_count, a.biomass_kg
    from month m
    join public.batch_batchcontainerassignment a on a.assignment_date <= m.day and coalesce(a.departure_date >= m.day, true)
    join booked b on b.container_id = a.container_id
    where not exists (select from state s where s.day = m.day and s.site_id = b.site_id)),
wanted as (
    select h.day, h.site_id, l.cost_center_id, sum(h.fish) as fish, sum(h.biomass_kg) as biomass_kg, min(h.place) as place
    from held h join public.finance_core_costcenterbatchlink l on l.batch_id = h.batch_id group by 1, 2, 3),
listed as (
    select day, site_id, sum(biomass_kg) as biomass_kg,
           jsonb_agg(jsonb_build_array(cost_center_id, fish::text, round(biomass_kg, 2)::text) order by place) as fish
    from wanted group by 1, 2)
select s.site_name || ' ' || r.year || '-' || lpad(r.month::text, 2, '0') || ' v' || r.version as subject, w.biomass_kg as value,
       w.fish = (select jsonb_agg(jsonb_build_array(e -> 'cost_center_id', e ->> 'population_count', e ->> 'biomass_kg') order by n)
                 from jsonb_array_elements(r.biology_snapshot) with ordinality as t (e, n)) as ok
from public.finance_core_valuationrun r
join public.finance_dimsite s on s.site_id = r.operating_unit_id
left join listed w on w.day = make_date(r.year, r.month, 1) and w.site_id = r.operating_unit_id
