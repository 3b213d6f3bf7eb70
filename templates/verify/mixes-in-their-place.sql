-- title: Mixes happen where the fish are
-- law: A mix that is recorded is on the first day of its mixed batch, at the moment that the number of the batch tells, in the ring where that then stands, by an action into it; its parts left a stay of their own batch on that day, which they emptied.
-- subject: mixes that are recorded
-- unit: parts
-- on: batch_batchmixevent, batch_batchmixeventcomponent
-- failing: the mix is told of another day, ring or batch than that of its fish
select b.batch_number || ' in ' || c.name as subject, count(p.id)::numeric as value,
       count(p.id) > 0 and b.batch_type = 'MIXED' and b.batch_number ~ '^MIX-\d{12}-[0-9A-F]{4}$'
       and to_char(e.mixed_at at time zone 'UTC', 'YYMMDDHH24MISS') = substr(b.batch_number, 5, 12)
       and b.start_date = (e.mixed_at at time zone 'UTC')::date
       and exists (select from stay s where s.batch_id = b.id and s.container_id = e.container_id and s.first = b.start_date)
       and exists (select from public.batch_transferaction t join stay s on s.id = t.dest_assignment_id
                   where t.id = e.workflow_action_id and s.batch_id = b.id and s.container_id = e.container_id and t.executed_at = e.mixed_at)
       and coalesce(bool_and(a.batch_id = p.source_batch_id and a.departure_date = b.start_date and a.moved_on = p.population_count and a.harvested = 0), false) as ok
from public.batch_batchmixevent e
join public.batch_batch b on b.id = e.mixed_batch_id
join public.infrastructure_container c on c.id = e.container_id
left join public.batch_batchmixeventcomponent p on p.mix_event_id = e.id
left join stay a on a.id = p.source_assignment_id
group by e.id, b.id, c.name
