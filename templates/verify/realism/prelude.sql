-- Shared by the laws of realism, dropped with the transaction, after the facts: stays at sea with the days and deaths of each.
create temporary table if not exists sea_day on commit drop as
select a.id as assignment_id, a.batch_id, c.area_id, a.container_id, d.day::date as day,
       a.assignment_date as first, coalesce(a.departure_date, pg_temp.today()) as until
from public.batch_batchcontainerassignment a
join public.infrastructure_container c on c.id = a.container_id and c.area_id is not null
cross join lateral generate_series(a.assignment_date::timestamp, coalesce(a.departure_date, pg_temp.today()) - 1, interval '1 day') as d (day);
create index if not exists sea_day_key on sea_day (assignment_id, day);
analyze sea_day;

create temporary table if not exists dead_day on commit drop as
select assignment_id, event_date as day, sum(count)::float8 as dead from public.batch_mortalityevent group by 1, 2;
create index if not exists dead_day_key on dead_day (assignment_id, day);
analyze dead_day;

create temporary table if not exists fed_day on commit drop as
select batch_assignment_id as assignment_id, feeding_date as day, sum(amount_kg)::float8 as kg, max(batch_biomass_kg)::float8 as biomass
from public.inventory_feedingevent group by 1, 2;
create index if not exists fed_day_key on fed_day (assignment_id, day);
analyze fed_day;
