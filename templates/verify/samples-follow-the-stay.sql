-- title: Last weighing is the last sample
-- law: The date of the last weighing of an active stay is that of the newest growth sample of its batch, unless the stay began later.
-- subject: active stays of sampled batches
-- unit: days between
-- failing: the stay names another day than the newest sample of the batch
select s.subject, g.newest - a.last_weighing_date as value, a.last_weighing_date = g.newest as ok
from stay s
join public.batch_batchcontainerassignment a on a.id = s.id
join (select s.batch_id, max(g.sample_date) as newest
      from public.batch_growthsample g join stay s on s.id = g.assignment_id group by 1) g on g.batch_id = s.batch_id
where s.active and s.first <= g.newest
