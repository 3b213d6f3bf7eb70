-- title: Fish conserved leg by leg
-- law: What came into a tank of a carrier went out of it, in legs of the route of its transfer, none before it came; what left the stations is in the rings or aboard.
-- subject: loads of carriers, dynamic workflows
-- unit: fish lost
-- failing: fish vanish or appear between station, truck, vessel and ring
select s.subject, (s.moved_in - s.moved_on - s.died_in_move - s.died - case when s.active then s.population else 0 end)::numeric as value,
       s.moved_in = s.moved_on + s.died_in_move + s.died + case when s.active then s.population else 0 end and s.moved_in > 0 and (s.active or s.population = 0)
       and not exists (
           select from public.batch_transferaction o
           where o.source_assignment_id = s.id and o.status = 'COMPLETED' and o.source_population_before > (
               select coalesce(sum(i.transferred_count), 0) from public.batch_transferaction i
               where i.dest_assignment_id = s.id and i.status = 'COMPLETED' and i.executed_at <= o.executed_at)) as ok
from stay s where s.carrier_id is not null
union all
select w.workflow_number, (t.left_stations - t.in_rings - t.aboard)::numeric, t.left_stations = t.in_rings + t.aboard and t.astray = 0
from public.batch_batchtransferworkflow w
cross join lateral (
    select coalesce(sum(a.transferred_count) filter (where a.leg_type like 'STATION%'), 0) as left_stations,
           coalesce(sum(a.transferred_count) filter (where a.leg_type = 'VESSEL_TO_RING'), 0) as in_rings,
           coalesce((select sum(o.population) from stay o where o.batch_id = w.batch_id and o.active and o.carrier_id is not null), 0) as aboard,
           count(*) filter (where (a.leg_type = 'STATION_TO_VESSEL') <> (w.dynamic_route_mode = 'DIRECT_STATION_TO_VESSEL') and a.leg_type <> 'VESSEL_TO_RING'
               or case a.leg_type
                  when 'STATION_TO_VESSEL' then s.hall_id is null or x.carrier_type is distinct from 'VESSEL'
                  when 'STATION_TO_TRUCK' then s.hall_id is null or x.carrier_type is distinct from 'TRUCK'
                  when 'TRUCK_TO_VESSEL' then v.carrier_type is distinct from 'TRUCK' or x.carrier_type is distinct from 'VESSEL'
                  else v.carrier_type is distinct from 'VESSEL' or d.area_id is null end) as astray
    from public.batch_transferaction a
    left join stay s on s.id = a.source_assignment_id
    left join stay d on d.id = a.dest_assignment_id
    left join public.infrastructure_transportcarrier v on v.id = s.carrier_id
    left join public.infrastructure_transportcarrier x on x.id = d.carrier_id
    where a.workflow_id = w.id and a.status = 'COMPLETED') t
where w.is_dynamic_execution
