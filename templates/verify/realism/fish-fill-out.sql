-- title: Fish fill out and feed costs more
-- law: At sea the condition factor of fish above 3 kg is 0.12 to 0.45 above that of fish below 1 kg, and their feed conversion (feed by growth, over eight samples) 4 to 40 % higher.
-- subject: condition and conversion
-- unit: difference, ratio
-- chance: one in 50 farms such as forty
-- failing: fish of any size look and eat alike
with samples as (
    select g.assignment_id, g.sample_date, g.avg_weight_g::float8 as weight, g.condition_factor::float8 as k, a.population_count::float8 as fish,
           lead(g.avg_weight_g, 8) over v::float8 as later_g, lead(g.sample_date, 8) over v as later
    from public.batch_growthsample g join public.batch_batchcontainerassignment a on a.id = g.assignment_id
    join public.infrastructure_container c on c.id = a.container_id and c.area_id is not null
    window v as (partition by g.assignment_id order by g.sample_date)),
eaten as (
    select s.weight, (select sum(f.kg) from fed_day f where f.assignment_id = s.assignment_id and f.day >= s.sample_date and f.day < s.later)
                     / ((s.later_g - s.weight) * s.fish / 1000) as fcr
    from samples s where s.later_g > 1.05 * s.weight and s.fish > 0 and s.assignment_id % 3 = 0)
select v.what as subject, round(v.x::numeric, 3) as value, v.x between v.low and v.high as ok
from (select avg(k) filter (where weight > 3000) - avg(k) filter (where weight < 1000) as rise from samples) k
cross join (select percentile_cont(0.5) within group (order by fcr) filter (where weight > 3000)
                   / percentile_cont(0.5) within group (order by fcr) filter (where weight < 1000) as ratio from eaten) f
cross join lateral (values ('condition above 3 kg less below 1 kg', k.rise, 0.12, 0.45), ('conversion above 3 kg by below 1 kg', f.ratio, 1.04, 1.4)) v (what, x, low, high)
where v.x is not null
