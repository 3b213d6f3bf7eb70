-- Shared by the laws, dropped with the transaction. What came into and went out of each stay, as the tables say it.
-- A placeholder, which waits for a delivery or a transfer, is no stay: inactive, and nothing has left it. A load in a tank of a
-- carrier is one, of no geography: it belongs to no place of the farm.
create temporary table stay on commit drop as
select
    a.id, a.batch_id, b.batch_number, a.container_id, c.name as container, c.hall_id, c.area_id,
    (to_jsonb(c) ->> 'carrier_id')::bigint as carrier_id, coalesce(to_jsonb(c) ->> 'hierarchy_role', 'HOLDING') as hierarchy_role,
    y.name as geography, g.name as stage, g."order" as stage_order, a.assignment_date as first, a.departure_date, a.is_active as active,
    a.population_count as population, a.avg_weight_g, a.biomass_kg,
    b.batch_number || ' in ' || c.name || ' from ' || a.assignment_date as subject,
    coalesce(egg.fish, 0)::bigint as eggs, coalesce(inbound.fish, 0)::bigint as moved_in,
    coalesce(outbound.fish, 0)::bigint as moved_on, coalesce(outbound.dead, 0)::bigint as died_in_move,
    coalesce(death.fish, 0)::bigint as died, coalesce(harvest.fish, 0)::bigint as harvested
from public.batch_batchcontainerassignment a
join public.batch_batch b on b.id = a.batch_id
join public.infrastructure_container c on c.id = a.container_id
join public.batch_lifecyclestage g on g.id = a.lifecycle_stage_id
left join public.infrastructure_hall h on h.id = c.hall_id
left join public.infrastructure_freshwaterstation f on f.id = h.freshwater_station_id
left join public.infrastructure_area r on r.id = c.area_id
left join public.infrastructure_geography y on y.id = coalesce(f.geography_id, r.geography_id)
left join (select dest_assignment_id as id, sum(egg_count_actual) as fish
           from public.batch_creationaction where status = 'COMPLETED' group by 1) egg on egg.id = a.id
left join (select dest_assignment_id as id, sum(transferred_count) as fish
           from public.batch_transferaction where status = 'COMPLETED' group by 1) inbound on inbound.id = a.id
left join (select source_assignment_id as id, sum(transferred_count) as fish, sum(mortality_during_transfer) as dead
           from public.batch_transferaction where status = 'COMPLETED' group by 1) outbound on outbound.id = a.id
left join (select assignment_id as id, sum(count) as fish from public.batch_mortalityevent group by 1) death on death.id = a.id
left join (select e.assignment_id as id, sum(l.unit_count) as fish
           from public.harvest_harvestevent e join public.harvest_harvestlot l on l.event_id = e.id group by 1) harvest on harvest.id = a.id
where a.is_active or a.departure_date is not null;
create unique index on pg_temp.stay (id);
analyze pg_temp.stay;

-- Fish that a batch gave to another one, mixed with those of others.
create temporary table given on commit drop as
select s.batch_id, d.batch_id as mixed_id, s.departure_date as day, sum(t.transferred_count)::bigint as fish,
       sum(t.transferred_biomass_kg) as kg
from public.batch_transferaction t
join public.batch_batchcontainerassignment s on s.id = t.source_assignment_id
join public.batch_batchcontainerassignment d on d.id = t.dest_assignment_id
where t.status = 'COMPLETED' and s.batch_id <> d.batch_id
group by 1, 2, 3;

-- The growth curve of each batch: mean sampled weight a period, a week, or the time between most samples where that is longer.
create temporary table curve on commit drop as
select b.batch_number, p.days as period_days, (g.sample_date - b.start_date) / p.days as period, avg(g.avg_weight_g) as weight_g,
       min(f.root_a_day) as root_a_day, coalesce(max(f.weight_cv), 0) as fish_cv, sum(g.sample_size)::float8 as fish
from public.batch_growthsample g
join public.batch_batchcontainerassignment a on a.id = g.assignment_id
join public.batch_batch b on b.id = a.batch_id
join stay s on s.id = g.assignment_id
left join fact_stage f on f.geography = s.geography and f.stage = s.stage
cross join (select greatest(7, percentile_disc(0.9) within group (order by gap)) as days
            from (select sample_date - lag(sample_date) over (partition by assignment_id order by sample_date) as gap
                  from public.batch_growthsample) gaps where gap > 0) p
group by 1, 2, 3 having count(*) > 2;
-- What the stated mortality leaves of the eggs that a batch received, at its 91st day and at its end: least and most.
-- A batch may differ by its quality, its containers by their spread, their scatter and by how outbreaks hit them, both 5 % besides,
-- by warm water and little oxygen, and by its events; fish that came later than the first are mourned for less, and so are those that
-- nobody finds; where outbreaks may still be to come, none had to. No day takes more than half of the fish, which is as much as
-- -ln(1/2) / (1/2) = 1.3863 deaths a fish and share.
create temporary table life on commit drop as
with span as (
    select s.batch_id, u.until, s.geography, s.stage, count(*) as stays, bool_and(coalesce(s.departure_date <= u.day, false)) as over,
           min(least(coalesce(s.departure_date, u.day), u.day) - s.first) as fewest,
           max(least(coalesce(s.departure_date, u.day), u.day) - s.first) as longest
    from public.batch_batch b
    cross join lateral (values ('day 91', b.start_date + 90), ('end', b.actual_end_date)) u (until, day)
    join stay s on s.batch_id = b.id and s.first <= u.day
    group by 1, 2, 3, 4),
strayed as (
    select *, "order" = min("order") over (partition by batch_id, until) as begun, quality_spread + least(mortality_most, mortality_spread * sqrt(2 * pg_temp.alarm(count(*) over ()) / stays)) + 0.05
               + scatter * sqrt(2 * pg_temp.alarm(count(*) over ()) / greatest(longest, 1)) as by,
           coalesce(burden[1], 1) as lightest, coalesce(burden[2], 1) as heaviest
    from span join fact_stage using (geography, stage) cross join fact_death),
dying as (
    select *, case when over or not outbreaks
                   then pg_temp.hazard(dies_a_day, peak, peak_days, fewest - move_days - unfound_days) * lightest * greatest(1 - by, 0)
                        / greatest(1, 2 * dies_a_day * (1 + unfound_days)) else 0 end as low,
           pg_temp.hazard(dies_a_day, peak, peak_days, case when over or not outbreaks then longest else greatest(longest, days) end)
           * heaviest * (1 + by) / (1 - least(0.5, dies_a_day * peak * heaviest * (1 + by) * (1 + unfound_days))) as high
    from strayed)
select batch_id, until,
       exp(sum(-high + case when not begun then ln(1 - move_mortality) else 0 end) - 1.3863 * coalesce(min(e.deaths), 0)) as least,
       exp(sum(-low + case when not begun and until = 'end' then ln(1 - move_mortality) else 0 end)) as most,
       bool_and(not begun or days = 90 and abs(dies_a_day - 0.0015) < 1e-9) and coalesce(min(e.deaths), 0) < 0.02 as as_the_target
from dying join public.batch_batch b on b.id = batch_id left join fact_struck e using (batch_number, until) group by 1, 2;

create or replace function pg_temp.largest(relation regclass, wanted name) returns numeric language plpgsql as $$
declare
    largest numeric;
begin
    execute format('select max(%I) from %s', wanted, relation) into largest;
    return largest;
end
$$;

-- Feed in and out of the stores of each hall or area: lots on the day that they were bought, meals on the day of feeding.
create temporary table feed_flow on commit drop as
select f.hall_id, f.area_id, p.feed_id, p.purchase_date as day, p.quantity_kg as bought_kg, 0::numeric as eaten_kg, s.quantity_kg as left_kg
from public.inventory_feedpurchase p
left join public.inventory_feedcontainerstock s on s.feed_purchase_id = p.id
left join public.infrastructure_feedcontainer f on f.id = s.feed_container_id
union all
select c.hall_id, c.area_id, e.feed_id, e.feeding_date, 0, sum(e.amount_kg), 0
from public.inventory_feedingevent e
join public.infrastructure_container c on c.id = e.container_id
group by 1, 2, 3, 4;
