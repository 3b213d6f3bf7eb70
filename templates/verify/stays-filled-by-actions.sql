-- title: Every fish came by an action
-- law: The first stage is filled by egg deliveries, every other stay by completed transfer actions that arrive on or after its first day.
-- subject: stays
-- unit: fish arrived
-- failing: the stay holds fish that no egg delivery and no transfer action brought, or they came before its first day
select s.subject, (s.eggs + s.moved_in)::numeric as value,
       s.eggs + s.moved_in > 0 and (s.eggs = 0 or s.moved_in = 0) and coalesce(t.earliest, e.earliest) = s.first as ok
from stay s
left join (select dest_assignment_id as id, min(actual_execution_date) as earliest
           from public.batch_transferaction where status = 'COMPLETED' group by 1) t on t.id = s.id
left join (select dest_assignment_id as id, min(actual_delivery_date) as earliest
           from public.batch_creationaction where status = 'COMPLETED' group by 1) e on e.id = s.id
