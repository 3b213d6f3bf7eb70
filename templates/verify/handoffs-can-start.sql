-- title: Handoffs can start
-- law: Where there are carriers, each of their tanks, every ring, and every tank that a planned or open dynamic transfer is to empty has one link each of a tag of oxygen, temperature and CO2, by the sensor of that quantity if it has one; tanks of carriers have been read.
-- subject: containers that fish are handed over from or into
-- unit: quantities
-- on: historian_tag, historian_tag_link, infrastructure_transportcarrier
-- failing: the application refuses to begin a handoff under its strict policy
select c.name as subject, count(distinct l.kind) as value,
       count(*) = 3 and count(distinct l.kind) = 3 and coalesce(bool_and(l.sound), false)
       and (c.carrier_id is null or coalesce(bool_and(l.read), false)) as ok
from public.infrastructure_container c
left join public.infrastructure_area r on r.id = c.area_id
left join lateral (
    select case when lower(p.name) like '%oxygen%' or lower(p.name) = 'o2' then 'oxygen'
                when lower(p.name) like '%temperature%' or lower(p.name) like 'temp%' then 'temperature'
                when lower(p.name) like '%co2%' then 'co2' end as kind,
           t.tag_name <> '' and (k.sensor_id is null and not exists (
               select from public.infrastructure_sensor o where o.container_id = c.id and o.name like '%-' || replace(p.name, ' ', ''))
               or n.container_id = c.id and n.name like '%-' || replace(p.name, ' ', '')) as sound,
           exists (select from public.environmental_environmentalreading e where e.container_id = c.id and e.parameter_id = p.id)
           or (select count(*) = 0 from public.environmental_environmentalreading) as read
    from public.historian_tag_link k
    join public.historian_tag t on t.tag_id = k.tag_id
    join public.environmental_environmentalparameter p on p.id = k.parameter_id
    left join public.infrastructure_sensor n on n.id = k.sensor_id
    where k.container_id = c.id) l on true
where c.hierarchy_role = 'HOLDING' and (
    c.carrier_id is not null
    or r.geography_id in (select geography_id from public.infrastructure_transportcarrier)
    or c.id in (select s.container_id from stay s join public.batch_batchtransferworkflow w on w.batch_id = s.batch_id
                where s.active and s.hall_id is not null and w.is_dynamic_execution and w.status in ('PLANNED', 'IN_PROGRESS')))
group by c.id
