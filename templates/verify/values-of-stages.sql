-- title: Values of stages stand in variants alone
-- law: A range of weight with a feed conversion of its own runs upwards, overlaps no other of its stage and differs from the stage's; a TGC and a mortality of a stage are those that a model may have, the mortality of a week that of seven days; none of these models is one that a batch follows. The ranges of a set of constraints join without gaps.
-- subject: values of stages
-- unit: value
-- failing: baselines, states and forecasts of batches would change, or the value is none
with followed as (
    select s.* from public.batch_batch b join public.scenario_projection_run r on r.run_id = b.pinned_projection_run_id
    join public.scenario s on s.scenario_id = r.scenario_id)
select m.name || ', from ' || o.min_weight_g || ' g' as subject, o.fcr_value::float8 as value,
       o.min_weight_g < o.max_weight_g and o.fcr_value >= 0.5 and o.fcr_value <> round(f.fcr_value::numeric, 3)
       and m.model_id not in (select fcr_model_id from followed)
       and not exists (select from public.scenario_fcr_model_stage_override x where x.fcr_stage_id = o.fcr_stage_id and x.id <> o.id
                       and x.min_weight_g <= o.max_weight_g and o.min_weight_g <= x.max_weight_g) as ok
from public.scenario_fcr_model_stage_override o
join public.scenario_fcrmodelstage f on f.id = o.fcr_stage_id
join public.scenario_fcrmodel m on m.model_id = f.model_id
union all
select m.name || ', ' || o.lifecycle_stage, o.tgc_value, o.tgc_value >= 0 and m.model_id not in (select tgc_model_id from followed)
from public.scenario_tgc_model_stage o join public.scenario_tgcmodel m on m.model_id = o.tgc_model_id
union all
select m.name || ', ' || o.lifecycle_stage, o.daily_rate_percent,
       abs(o.daily_rate_percent - m.rate) <= 0.0005 + 1e-9 and m.model_id not in (select mortality_model_id from followed)
       and o.weekly_rate_percent = round((1 - (1 - o.daily_rate_percent / 100) ^ 7) * 100, 3)
from public.scenario_mortality_model_stage o join public.scenario_mortalitymodel m on m.model_id = o.mortality_model_id
union all
select c.name || ', ' || o.lifecycle_stage, o.min_weight_g,
       o.min_weight_g < o.max_weight_g and coalesce(o.min_weight_g = lag(o.max_weight_g) over (partition by o.constraint_set_id order by o.min_weight_g), true)
from public.scenario_stage_constraint o join public.scenario_biological_constraints c on c.id = o.constraint_set_id
