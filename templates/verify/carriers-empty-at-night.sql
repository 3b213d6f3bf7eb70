-- title: Nobody is forgotten aboard
-- law: A load leaves its carrier on the day on which it came, or has a daily state for each night aboard.
-- subject: loads of carriers
-- unit: nights without a state
-- needs: as_of
-- on: batch_actualdailyassignmentstate
-- failing: fish were aboard at night and nothing is known of them
select s.subject, (coalesce(s.departure_date, d.day) - s.first - t.states)::numeric as value,
       coalesce(s.departure_date, d.day) - s.first = t.states as ok
from stay s
cross join (select current_setting('aqc.as_of')::date as day) d
cross join lateral (select count(*) as states from public.batch_actualdailyassignmentstate a where a.assignment_id = s.id) t
where s.carrier_id is not null
