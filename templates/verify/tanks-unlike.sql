-- title: Tanks of a batch differ
-- law: Where three or more containers of a batch in one stage were sampled on the same day, their mean weights differ on one such day at least, where chance makes the like rarer than the law may err: means that lie s apart, of 0.01 g each, are equal with a chance of (0.01 / 3.5 s).
-- subject: batch-stages
-- unit: relative spread between containers
-- needs: facts
-- chance: one in 10,000 sound farms
-- failing: all containers of the batch hold fish of one identical weight
select batch_number || ' ' || stage as subject, round(avg(spread), 4) as value,
       max(kinds) > 1 or exp(sum(ln(by_chance))) * count(*) over () > 0.0001 as ok
from (select s.batch_number, s.stage, g.sample_date, stddev_pop(g.avg_weight_g) / nullif(avg(g.avg_weight_g), 0) as spread,
             count(distinct g.avg_weight_g) as kinds,
             power(least(1, 0.01 / (3.5 * greatest(avg(g.avg_weight_g)::float8 * 0.05 * f.weight_cv / sqrt(max(g.sample_size)), 1e-9))),
                   count(*) - 1) as by_chance
      from public.batch_growthsample g join stay s on s.id = g.assignment_id
      join fact_stage f on f.geography = s.geography and f.stage = s.stage
      group by s.batch_number, s.stage, g.sample_date, f.weight_cv having count(*) >= 3) d
group by batch_number, stage
