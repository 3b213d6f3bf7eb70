-- title: Rings of a site grow apart
-- law: After 200 days at sea the mean weights of the rings of a batch differ by 1.5 to 10 %.
-- subject: batches with five rings or more
-- unit: relative spread
-- chance: one in 100 farms such as forty
-- failing: all rings weigh the same, or as of different farms
select 'rings of a batch' as subject, round((percentile_cont(0.5) within group (order by spread))::numeric, 4) as value,
       percentile_cont(0.5) within group (order by spread) between 0.015 and 0.10 as ok
from (select s.batch_id, stddev(s.avg_weight_g)::float8 / avg(s.avg_weight_g)::float8 as spread
      from (select a.batch_id, a.id, avg(g.avg_weight_g) as avg_weight_g from public.batch_growthsample g
            join public.batch_batchcontainerassignment a on a.id = g.assignment_id
            join public.infrastructure_container c on c.id = a.container_id and c.area_id is not null
            where g.sample_date - a.assignment_date between 190 and 214 group by 1, 2) s
      group by 1 having count(*) >= 5) b
having count(*) >= 3
