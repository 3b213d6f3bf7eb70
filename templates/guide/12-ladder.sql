-- page: Batches: those that live, by stage
-- path: /batch-details/{id}
-- role: MGR ADMIN OPR
-- open: `{batch}`
-- expect: {stage}, {containers} containers, {fish} fish of {weight} g
-- none: No batch lives.
select b.batch_number as batch, l.name as stage, count(*) as containers, sum(s.population_count) as fish,
       1000.0 * sum(s.biomass_kg) / sum(s.population_count) as weight
from public.batch_batch b
join public.batch_batchcontainerassignment s on s.batch_id = b.id
join public.batch_lifecyclestage l on l.id = s.lifecycle_stage_id
where s.is_active and s.population_count > 0
group by b.batch_number, l.name, l."order"
order by l."order", b.batch_number
