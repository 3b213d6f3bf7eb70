-- page: Health: treatments whose outcome is awaited
-- path: /health
-- role: VET QA ADMIN
-- open: {type} of `{batch}` in {container}
-- expect: begun on {day}, {days} days, {withholding} days withheld from harvest
-- none: No outcome is awaited.
select t.treatment_type as type, b.batch_number as batch, c.name as container,
       substr(cast(t.treatment_date as text), 1, 10) as day, t.duration_days as days,
       t.withholding_period_days as withholding
from public.health_treatment t
join public.batch_batch b on b.id = t.batch_id
join public.infrastructure_container c on c.id = t.container_id
where t.outcome = 'pending'
order by t.treatment_date desc, t.id limit 8
