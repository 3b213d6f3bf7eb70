-- page: Health: examinations of fish
-- path: /health
-- role: VET QA ADMIN
-- open: `{batch}` in {container}, {day}
-- expect: {fish} fish looked at, {weighed} of them weighed: {weight} g in the mean
-- none: No fish were examined.
select b.batch_number as batch, c.name as container, e.sampling_date as day, e.number_of_fish_sampled as fish,
       e.calculated_sample_size as weighed, e.avg_weight_g as weight
from public.health_healthsamplingevent e
join public.batch_batchcontainerassignment s on s.id = e.assignment_id
join public.batch_batch b on b.id = s.batch_id
join public.infrastructure_container c on c.id = s.container_id
order by e.sampling_date desc, e.id limit 6
