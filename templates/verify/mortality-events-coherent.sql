-- title: Mortality events in their stay
-- law: A mortality event counts at least one fish, belongs to the batch of its stay, is the only one of its cause that day, and falls into the stay (its handling deaths on the day of the move).
-- subject: events
-- unit: fish
-- failing: the event lies outside its stay, names another batch, counts no fish or is doubled
select coalesce(s.subject, 'event ' || m.id || ' without a stay') || ' on ' || m.event_date as subject, m.count as value,
       m.count > 0 and m.batch_id = s.batch_id and m.event_date >= s.first
       and (s.departure_date is null or m.event_date < s.departure_date
            or m.event_date = s.departure_date and m.cause = 'HANDLING' and s.died_in_move > 0)
       and m.twins = 1 as ok
from (select *, count(*) over (partition by assignment_id, event_date, cause) as twins from public.batch_mortalityevent) m
left join stay s on s.id = m.assignment_id
