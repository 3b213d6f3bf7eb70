-- title: Batch states hang together
-- law: A completed batch has only closed stays and ends on its last departure; an active one has an active stay, no end, and stands in the stage of its newest stay; all begin with their first stay. One that is being received is active but for fish to come; a planned or cancelled one has no stay. A terminated one is ended like a completed one, but nothing of it was harvested: its last fish died where they stood, and its notes say why.
-- subject: batches
-- unit: active stays
-- failing: status, dates or stage of the batch contradict its stays
select b.batch_number as subject, coalesce(s.active, 0)::numeric as value,
       case when b.status in ('PLANNED', 'CANCELLED') then s.first is null else b.start_date = s.first end
       and case b.status when 'PLANNED' then b.actual_end_date is null
                         when 'CANCELLED' then b.actual_end_date is null
                         when 'RECEIVING' then s.active > 0 and b.actual_end_date is null and g."order" = s.stage_order
                         when 'COMPLETED' then s.active = 0 and b.actual_end_date = s.last
                         when 'TERMINATED' then s.active = 0 and b.actual_end_date = s.last and b.notes like 'Terminated: %' and s.culled
                         when 'ACTIVE' then s.active > 0 and b.actual_end_date is null and g."order" = s.stage_order
                         else false end as ok
from public.batch_batch b
join public.batch_lifecyclestage g on g.id = b.lifecycle_stage_id
left join (select batch_id, count(*) filter (where active) as active, min(first) as first, max(departure_date) as last,
                  max(stage_order) filter (where active) as stage_order,
                  sum(harvested) = 0 and bool_and(departure_date < last_day or moved_on = 0) as culled
           from (select *, max(departure_date) over (partition by batch_id) as last_day from stay) stay group by 1) s on s.batch_id = b.id
