-- title: Scenarios: models
-- page: scenario/temperature-profiles/{id}/statistics/, scenario/scenarios/{id}/
-- law: A scenario can be run again: its TGC model has a profile with readings, its FCR model all stages from its first on, that in which the batch began where the batch follows it, and as many days, its mortality is daily.
-- subject: scenarios
-- unit: readings of the profile
-- failing: a new run would be refused
-- when: exists (select from public.scenario_scenarioprojection)
-- otherwise: no scenarios were written
select s.name as subject, p.days as value,
       p.days > 1 and p.least > -5 and p.most < 1000 and f.stages = (select count(*) from public.batch_lifecyclestage x where x."order" >= f.first) and f.days >= s.duration_days
       and (f.first = o.stage or s.scenario_id is distinct from followed.scenario_id) and m.frequency = 'daily' and m.rate <= 10 as ok
from public.scenario s
join public.scenario_tgcmodel t on t.model_id = s.tgc_model_id
left join (select profile_id, count(*) as days, min(temperature) as least, max(temperature) as most from public.scenario_temperaturereading group by 1) p on p.profile_id = t.profile_id
left join (select f.model_id, count(*) as stages, sum(f.duration_days) as days, min(g."order") as first from public.scenario_fcrmodelstage f
           join public.batch_lifecyclestage g on g.id = f.stage_id group by 1) f on f.model_id = s.fcr_model_id
left join (select a.batch_id, min(g."order") as stage from public.batch_batchcontainerassignment a
           join public.batch_lifecyclestage g on g.id = a.lifecycle_stage_id group by 1) o on o.batch_id = s.batch_id
left join public.batch_batch b on b.id = s.batch_id
left join public.scenario_projection_run followed on followed.run_id = b.pinned_projection_run_id
left join public.scenario_mortalitymodel m on m.model_id = s.mortality_model_id
