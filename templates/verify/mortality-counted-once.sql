-- title: Mortality counted once
-- law: The deaths of a transfer stand in the mortality events exactly once, as HANDLING on the source on the day of the move.
-- subject: emptied stays
-- unit: deaths too many
-- on: batch_mortalityevent
-- failing: the transfer actions of the stay and its handling events on the departure date disagree
select s.subject,
       (coalesce(e.fish, 0) - s.died_in_move)::numeric as value,
       coalesce(e.fish, 0) = s.died_in_move as ok
from stay s
left join (select m.assignment_id as id, sum(m.count) as fish
           from public.batch_mortalityevent m join stay on stay.id = m.assignment_id
           where m.event_date = stay.departure_date group by 1) e on e.id = s.id
where not s.active
