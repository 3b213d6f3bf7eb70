-- title: Fish by place
-- page: batch/container-assignments/summary/?geography=&container_type=
-- law: Sums over active stays are positive in every geography with living batches, and for every kind of container with fish.
-- subject: geographies and kinds
-- unit: kg
-- failing: the sum is empty
-- when: (select count(*) from public.batch_batch where status = 'ACTIVE') >= 6
-- otherwise: fewer than six batches live
select geography as subject, sum(biomass_kg) as value, (sum(biomass_kg) > 0 or max(population * avg_weight_g) < 5) and sum(population) > 0 as ok from living group by 1
union all
select p.category, sum(a.biomass_kg), sum(a.biomass_kg) > 0 or max(a.population_count * a.avg_weight_g) < 5
from public.batch_batchcontainerassignment a join place p on p.container_id = a.container_id where a.is_active group by 1
