-- title: Variants are of living batches
-- law: A scenario beside the one that its batch follows was asked before today of a batch that lives and follows a scenario of its own whole life. One that begins today begins with the living fish and their weight, in the newest stage, or anew as the batch did; each has water for all its days, models of its own where they differ from the baseline's, changes of models within its days that bring other models, and a first weight in a range of the constraints that it names.
-- subject: variants
-- unit: days
-- failing: the projection of the variant begins with other fish, ends too soon, or moves the baselines
select s.name as subject, s.duration_days as value,
       b.status = 'ACTIVE' and o.start_date = b.start_date and s.created_at::date < pg_temp.today() and s.created_by_id is not null
       and w.days >= s.duration_days and w.days = w.last and w.first = 1
       and (s.start_date <> pg_temp.today() or s.initial_count = o.initial_count and s.initial_weight = o.initial_weight
            or s.initial_count = greatest(now.fish, 1) and abs(s.initial_weight - now.weight_g) < 0.02 and f.first = now.stage)
       and t.profile_id <> y.profile_id and c.ok
       and (s.biological_constraints_id is null or exists (
               select from public.scenario_stage_constraint x where x.constraint_set_id = s.biological_constraints_id
               and s.initial_weight between x.min_weight_g and x.max_weight_g)) as ok
from public.scenario s
join public.batch_batch b on b.id = s.batch_id
left join public.scenario_projection_run r on r.run_id = b.pinned_projection_run_id
left join public.scenario o on o.scenario_id = r.scenario_id
join public.scenario_tgcmodel t on t.model_id = s.tgc_model_id
left join public.scenario_tgcmodel y on y.model_id = o.tgc_model_id
left join (select profile_id, count(*) as days, min(day_number) as first, max(day_number) as last
           from public.scenario_temperaturereading group by 1) w on w.profile_id = t.profile_id
left join (select f.model_id, min(g."order") as first from public.scenario_fcrmodelstage f
           join public.batch_lifecyclestage g on g.id = f.stage_id group by 1) f on f.model_id = s.fcr_model_id
left join lateral (select sum(v.population) as fish, sum(v.population * v.avg_weight_g) / nullif(sum(v.population), 0) as weight_g, max(v.stage_order) as stage
                   from stay v where v.batch_id = b.id and v.active) now on true
cross join lateral (
    select coalesce(bool_and(m.change_day between 1 and s.duration_days
                             and coalesce(m.new_tgc_model_id, m.new_fcr_model_id, m.new_mortality_model_id) is not null
                             and m.new_tgc_model_id is distinct from s.tgc_model_id and m.new_fcr_model_id is distinct from s.fcr_model_id
                             and m.new_mortality_model_id is distinct from s.mortality_model_id), true) as ok
    from public.scenario_scenariomodelchange m where m.scenario_id = s.scenario_id) c
where s.scenario_id is distinct from r.scenario_id
