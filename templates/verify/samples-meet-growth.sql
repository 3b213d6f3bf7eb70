-- title: Growth meets the samples
-- law: On the day of a growth sample the weight of a daily state is within 3 % of what the application's growth law makes of the day before.
-- subject: sampled states
-- unit: jump
-- failing: the batch's growth model and temperature profile lead away from its samples, so its curve jumps
select b.batch_number || ', assignment ' || s.assignment_id || ' on ' || s.date as subject, round(j.jump::numeric, 4) as value, abs(j.jump) < 0.03 as ok
from public.batch_actualdailyassignmentstate s
join public.batch_actualdailyassignmentstate p on p.assignment_id = s.assignment_id and p.date = s.date - 1
join public.batch_batch b on b.id = s.batch_id
join public.scenario_projection_run r on r.run_id = b.pinned_projection_run_id
join public.scenario c on c.scenario_id = r.scenario_id
join public.scenario_tgcmodel t on t.model_id = c.tgc_model_id
cross join lateral (
    select s.avg_weight_g::float8 / power(power(p.avg_weight_g::float8, 1 / 3::float8) + t.tgc_value * s.temp_c::float8, 3) - 1 as jump) j
where s.anchor_type = 'growth_sample'
