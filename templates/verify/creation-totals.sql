-- title: Egg deliveries add up
-- law: The totals of a creation workflow are the sums of its actions, and each action's eggs are those planned less the dead on arrival.
-- subject: workflows
-- unit: eggs received
-- failing: a total of the workflow is not the sum of its actions, or an action does not add up
select w.workflow_number as subject, w.total_eggs_received as value,
       w.total_actions = a.n and w.actions_completed = a.done and w.total_eggs_planned = a.planned
       and w.total_eggs_received = a.received and w.total_mortality_on_arrival = a.dead and a.sound
       and w.progress_percentage = round(100.0 * a.done / a.n, 2) as ok
from public.batch_creationworkflow w
left join (select workflow_id, count(*) as n, count(*) filter (where status = 'COMPLETED') as done,
                  sum(egg_count_planned) as planned, sum(egg_count_actual) as received, sum(mortality_on_arrival) as dead,
                  bool_and(egg_count_actual = egg_count_planned - mortality_on_arrival) as sound
           from public.batch_creationaction group by 1) a on a.workflow_id = w.id
