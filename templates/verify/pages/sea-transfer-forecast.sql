-- title: Dashboard: sea transfers
-- page: batch/forecast/sea-transfer/
-- law: Living batches in halls are listed, each with a day on which its pinned run passes 100 g.
-- subject: living batches in halls
-- unit: days to 100 g
-- on: scenario_scenarioprojection
-- failing: the page is empty, or lists the batch without a day
-- when: exists (select from public.scenario_scenarioprojection) and exists (select from living where hall_id is not null)
-- otherwise: no projections were written, or nothing lives in halls
select l.batch_number as subject, (min(p.day) - t.day) as value, min(p.day) is not null as ok
from living l
cross join today t
left join lateral (select min(x.projection_date) as day from public.scenario_scenarioprojection x
                   where x.projection_run_id = l.run_id and x.average_weight >= 100 and x.projection_date >= t.day) p on true
where l.hall_id is not null group by l.batch_id, l.batch_number, t.day
