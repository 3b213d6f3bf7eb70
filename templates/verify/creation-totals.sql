-- title: Egg deliveries add up
-- law: The totals of a creation workflow are the sums of its actions, and each action's eggs are those planned less the dead on arrival; what has not come counts as planned only.
-- subject: workflows
-- unit: eggs received
-- failing: a total of the workflow is not the sum of its actions, or an action does not add up
select w.workflow_number as subject, w.total_eggs_received as value,
       w.total_actions = a.n and w.actions_completed = a.done and w.total_eggs_planned = a.planned
       and w.total_eggs_received = a.received and w.total_mortality_on_arrival = a.dead and a.sound
       and abs(w.progress_percentage - 100.0 * a.done / greatest(a.n, 1)) <= 0.005 as ok
from public.batch_creationworkflow w
join lateral (select count(*) as n, count(*) filter (where status = 'COMPLETED') as done,
                     coalesce(sum(egg_count_planned), 0) as planned, coalesce(sum(egg_count_actual), 0) as received,
                     coalesce(sum(mortality_on_arrival), 0) as dead,
                     coalesce(bool_and(case when status = 'COMPLETED' then egg_count_actual = egg_count_planned - mortality_on_arrival
                                            else egg_count_actual is null and mortality_on_arrival = 0 end), true) as sound
              from public.batch_creationaction a where a.workflow_id = w.id) a on true
