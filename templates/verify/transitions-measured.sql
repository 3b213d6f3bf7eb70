-- title: Water of the transitions
-- law: The water of a stage change is recorded once, where there are readings with a temperature; temperature, oxygen, pH and salinity lie where the waters of the scenario do.
-- subject: stage changes
-- unit: degrees Celsius
-- needs: facts
-- on: environmental_stagetransitionenvironmental
-- failing: the water of the change is missing, doubled or absurd
select w.workflow_number as subject, max(e.temperature) as value,
       count(e.id) = 1 and (max(e.temperature) is not null or (k.known ->> 'readings_a_day')::int = 0 or not m.measured)
       and coalesce(bool_and(i.inside), true) as ok
from public.batch_batchtransferworkflow w
cross join fact k
left join public.environmental_stagetransitionenvironmental e on e.batch_transfer_workflow_id = w.id
left join lateral (select bool_or(d.area_id is not null) as sea
                   from public.batch_transferaction a join stay d on d.id = a.dest_assignment_id
                   where a.workflow_id = w.id) t on true
cross join lateral (select exists (
    select from public.batch_transferaction a join stay d on d.id = a.dest_assignment_id
    join public.infrastructure_sensor n on n.container_id = d.container_id and n.sensor_type = 'TEMPERATURE'
    where a.workflow_id = w.id) as measured) m
left join lateral (
    select bool_and(v.value between (o.bounds ->> 0)::numeric - 0.01 and (o.bounds ->> 1)::numeric + 0.01) as inside
    from (values ('Temperature', e.temperature), ('Dissolved Oxygen', e.oxygen), ('pH', e.ph), ('Salinity', e.salinity)) v (name, value)
    cross join lateral (select k.known -> 'waters' -> case when t.sea then 'sea' else 'freshwater' end -> v.name as bounds) o) i on true
where w.workflow_type = 'LIFECYCLE_TRANSITION'
      and exists (select from public.batch_transferaction a where a.workflow_id = w.id and a.status = 'COMPLETED')
group by w.id, w.workflow_number, k.known, m.measured
