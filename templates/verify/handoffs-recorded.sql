-- title: Handoffs are recorded
-- law: Of each leg of a dynamic transfer the water of both sides was read when it began and, if it is over, when it ended: of each quantity that has a tag with a sensor there.
-- subject: legs
-- unit: readings
-- on: historian_tag_link, environmental_environmentalreading
-- failing: the page of the handoff shows no water, or that of another
select w.workflow_number || ' action ' || a.action_number as subject, coalesce(r.n, 0) as value,
       coalesce(r.n, 0) = case when k.known ->> 'readings_a_day' = '0' then 0
                          else (case a.status when 'COMPLETED' then 2 else 1 end) * (src.n + dst.n) end and coalesce(r.sound, true) as ok
from public.batch_transferaction a
join public.batch_batchtransferworkflow w on w.id = a.workflow_id and w.is_dynamic_execution
join public.batch_batchcontainerassignment s on s.id = a.source_assignment_id
cross join fact k
cross join lateral (select count(l.sensor_id) as n from public.historian_tag_link l where l.container_id = s.container_id) src
cross join lateral (select count(l.sensor_id) as n from public.historian_tag_link l where l.container_id = a.dest_container_id) dst
left join (
    select substring(e.notes from 'action=(\d+)')::bigint as id, count(*) as n,
           bool_and(e.container_id = case when e.notes like '%;side=source;%' then t.container_id else x.dest_container_id end
               and e.parameter_id = substring(e.notes from 'parameter=(\d+)')::bigint
               and (e.batch_container_assignment_id is not distinct from
                    case when e.notes like '%;side=source;%' then x.source_assignment_id else x.dest_assignment_id end)
               and e.reading_time = case when e.notes like '%moment=finish' then x.executed_at else e.reading_time end) as sound
    from public.environmental_environmentalreading e
    join public.batch_transferaction x on x.id = substring(e.notes from 'action=(\d+)')::bigint
    join public.batch_batchcontainerassignment t on t.id = x.source_assignment_id
    where e.notes like '[transfer_snapshot]%' group by 1) r on r.id = a.id
