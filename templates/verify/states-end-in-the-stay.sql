-- title: Daily states end in the fish of the stay
-- law: Of a stay that goes on and that nobody left, the fish of the last daily state are those of the stay, but for deaths that the application's model takes on days without a record.
-- subject: stays that go on
-- unit: fish apart
-- on: batch_mortalityevent, batch_actualdailyassignmentstate
-- failing: the state counts deaths twice, and charts, forecasts and valuations show too few fish
with last as (
    select assignment_id, (array_agg(population order by date desc))[1] as fish,
           coalesce(sum(mortality_count) filter (where sources ->> 'mortality' = 'model'), 0) as modelled
    from public.batch_actualdailyassignmentstate
    where assignment_id in (select id from public.batch_batchcontainerassignment where is_active) group by 1)
select s.subject, (l.fish + l.modelled - s.population)::numeric as value, l.fish = 0 or l.fish + l.modelled = s.population as ok
from stay s
join last l on l.assignment_id = s.id
where s.active and s.moved_on = 0 and s.harvested = 0
