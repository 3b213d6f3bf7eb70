-- Shared by the laws, dropped with the transaction. What came into and went out of each stay, as the tables say it.
create temporary table stay on commit drop as
select
    a.id, a.batch_id, b.batch_number, a.container_id, c.name as container, c.hall_id, c.area_id, c.hierarchy_role,
    g.name as stage, g."order" as stage_order, a.assignment_date as first, a.departure_date, a.is_active as active,
    a.population_count as population, a.avg_weight_g, a.biomass_kg,
    b.batch_number || ' in ' || c.name || ' from ' || a.assignment_date as subject,
    coalesce(egg.fish, 0)::bigint as eggs, coalesce(inbound.fish, 0)::bigint as moved_in,
    coalesce(outbound.fish, 0)::bigint as moved_on, coalesce(outbound.dead, 0)::bigint as died_in_move,
    coalesce(death.fish, 0)::bigint as died, coalesce(harvest.fish, 0)::bigint as harvested
from public.batch_batchcontainerassignment a
join public.batch_batch b on b.id = a.batch_id
join public.infrastructure_container c on c.id = a.container_id
join public.batch_lifecyclestage g on g.id = a.lifecycle_stage_id
left join (select dest_assignment_id as id, sum(egg_count_actual) as fish
           from public.batch_creationaction where status = 'COMPLETED' group by 1) egg on egg.id = a.id
left join (select dest_assignment_id as id, sum(transferred_count) as fish
           from public.batch_transferaction where status = 'COMPLETED' group by 1) inbound on inbound.id = a.id
left join (select source_assignment_id as id, sum(transferred_count) as fish, sum(mortality_during_transfer) as dead
           from public.batch_transferaction where status = 'COMPLETED' group by 1) outbound on outbound.id = a.id
left join (select assignment_id as id, sum(count) as fish from public.batch_mortalityevent group by 1) death on death.id = a.id
left join (select e.assignment_id as id, sum(l.unit_count) as fish
           from public.harvest_harvestevent e join public.harvest_harvestlot l on l.event_id = e.id group by 1) harvest on harvest.id = a.id;
create unique index on pg_temp.stay (id);
analyze pg_temp.stay;

-- The growth curve of each batch: mean sampled weight a period, a week or the time between samples where that is longer.
create temporary table curve on commit drop as
select b.batch_number, p.days as period_days, (g.sample_date - b.start_date) / p.days as period, avg(g.avg_weight_g) as weight_g
from public.batch_growthsample g
join public.batch_batchcontainerassignment a on a.id = g.assignment_id
join public.batch_batch b on b.id = a.batch_id
cross join (select greatest(7, min(gap)) as days
            from (select sample_date - lag(sample_date) over (partition by assignment_id order by sample_date) as gap
                  from public.batch_growthsample) gaps where gap > 0) p
group by 1, 2, 3 having count(*) > 2;
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
