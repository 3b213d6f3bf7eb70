-- title: Scenarios: list
-- page: scenario/scenarios/
-- law: The list shows the caller his own scenarios: those of the living batches belong to a superuser, where there is one.
-- subject: living batches
-- unit: scenarios
-- failing: the administrator has to ask for ?all=true to find the scenario of the batch
-- when: exists (select from public.scenario) and (select coalesce(known -> 'roles' ? 'superuser', true) from fact)
-- otherwise: no scenarios were written, or nobody is a superuser
select b.batch_number as subject, count(s.scenario_id) as value, count(s.scenario_id) > 0 as ok
from public.batch_batch b
left join (public.scenario s join public.auth_user u on u.id = s.created_by_id and u.is_superuser) on s.batch_id = b.id
where b.status = 'ACTIVE' group by b.id, b.batch_number
