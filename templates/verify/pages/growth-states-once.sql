-- title: Growth analysis: one state a fish and day
-- page: batch/batches/{id}/combined-growth-data/
-- law: States of a stay run from its first day to the day before departure (or today): the chart sums over stays. Before the batch began, where no page looks, living eggs have one more. Fish that a carrier had aboard for hours have none. A batch of which more is to come has no scenario yet, and no states.
-- subject: stays
-- unit: states
-- failing: fish are counted twice on the day of a move, or a day is missing
-- when: exists (select from public.batch_actualdailyassignmentstate)
-- otherwise: no daily states were written
select a.id::text as subject, s.days as value,
       c.carrier_id is not null and a.departure_date = a.assignment_date and s.days is null
       or s.first = a.assignment_date and s.last = coalesce(a.departure_date, t.day) - 1 and s.days = s.last - s.first + 1 as ok
from public.batch_batchcontainerassignment a
join public.batch_batch b on b.id = a.batch_id and b.status in ('ACTIVE', 'COMPLETED')
join public.infrastructure_container c on c.id = a.container_id
cross join today t
left join (select assignment_id, min(date) as first, max(date) as last, count(*) as days
           from public.batch_actualdailyassignmentstate where day_number > 0 group by 1) s on s.assignment_id = a.id
where a.is_active or a.departure_date is not null
