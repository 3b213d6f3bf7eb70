-- title: Live projection of a stay
-- page: batch/container-assignments/{id}/live-forward-projection/
-- law: Every stay of a living batch has projections of the newest computed day, all of them in the future, unless its scenario is over.
-- subject: active stays
-- unit: days ahead
-- failing: the page answers 404
-- when: exists (select from public.batch_liveforwardprojection)
-- otherwise: no live projections were written
select l.batch_number || ' in ' || l.container as subject, count(p.id) as value,
       (count(p.id) > 0 or bool_or(s.start_date + s.duration_days <= t.day)) and coalesce(bool_and(p.projection_date > t.day), true) as ok
from living l
cross join today t
left join public.scenario_projection_run r on r.run_id = l.run_id
left join public.scenario s on s.scenario_id = r.scenario_id
left join public.batch_liveforwardprojection p on p.assignment_id = l.assignment_id
    and p.computed_date = (select max(computed_date) from public.batch_liveforwardprojection)
group by l.assignment_id, l.batch_number, l.container
