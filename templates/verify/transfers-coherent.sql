-- title: Transfers hang together
-- law: A completed action moves at least one fish and no more than the source holds, between stays of the workflow's batch, on the day that the source departs and the destination is held, later in life, or into a ring from a carrier of the same stage, or to a mixed batch in the same stage; its biomass is its fish times their weight.
-- subject: actions
-- unit: fish
-- on: batch_mortalityevent
-- failing: the action moves fish that are not there, or its dates, batches or containers contradict its stays
select w.workflow_number || ' action ' || t.action_number as subject, t.transferred_count as value,
       t.transferred_count > 0 and t.mortality_during_transfer >= 0
       and t.transferred_count + t.mortality_during_transfer <= t.source_population_before
       and s.batch_id = w.batch_id and t.dest_container_id = d.container_id
       and t.actual_execution_date = s.departure_date and t.actual_execution_date >= d.first
       and (d.departure_date is null or t.actual_execution_date < d.departure_date or d.carrier_id is not null and t.actual_execution_date = d.departure_date)
       and case when d.batch_id = w.batch_id then s.stage_order < d.stage_order or s.carrier_id is not null and s.stage_order = d.stage_order
                else w.workflow_type <> 'LIFECYCLE_TRANSITION' and t.allow_mixed and s.stage_order = d.stage_order
                     and (select b.batch_type from public.batch_batch b where b.id = d.batch_id) = 'MIXED' end
       and t.executed_by_id is not null and t.executed_at is not null
       and t.source_population_before = s.eggs + s.moved_in - s.died + s.died_in_move
           - coalesce(sum(t.transferred_count + t.mortality_during_transfer) over (
                 partition by t.source_assignment_id order by t.action_number
                 rows between unbounded preceding and 1 preceding), 0) as ok
from public.batch_transferaction t
join public.batch_batchtransferworkflow w on w.id = t.workflow_id
left join stay s on s.id = t.source_assignment_id
left join stay d on d.id = t.dest_assignment_id
where t.status = 'COMPLETED'
