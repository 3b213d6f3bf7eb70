-- title: Growth meets the samples
-- law: On the day of a growth sample the weight of a daily state is within 3 % (more where the thinnest fish of a small sample are held up) of what the application's growth law makes of the day before, and what the fish of both samples may differ from the others by chance, and, of what its length (the cube root of the weight) gained since the sample before, 5 % and by how much a container may eat otherwise than the batch by chance and on days of treatment, where no fish came since; where fish of several containers came together, the first such sample more by what these differ; while the fish of a batch come into a stage over days, more by half of what they gained in so many, as one temperature profile serves those that have come and those that have not. The first sample of fish that never stood elsewhere, and were too light to be weighed when they came, meets nothing.
-- subject: sampled states
-- chance: one in 10,000 sound farms
-- unit: jump
-- failing: the batch's growth model and temperature profile lead away from its samples, so its curve jumps
select b.batch_number || ', assignment ' || s.assignment_id || ' on ' || s.date as subject, round(j.jump::numeric, 4) as value, 
       abs(j.jump) < 0.03 + power(1 + g.gained * (0.05 + least(1, coalesce(f.appetite_sd, 0) * sqrt(2 * pg_temp.alarm(count(*) over ())
                                               * least(1, coalesce((k.known ->> 'spell_days')::float8, 0) / greatest(1, s.date - l.date))))
                                            + least(1, coalesce((k.known ->> 'treated_days')::float8, 0) / greatest(1, s.date - l.date))), 3) - 1
                     + coalesce(pg_temp.netted(f.weight_cv, k.known -> 'net', 2 + j.jump, 1 + (1 + j.jump) * (1 + j.jump), f.sample_fish, count(*) over ()), 0.05)
                     + greatest(0, coalesce(f.weight_cv, 0) * sqrt(2 * pg_temp.alarm(count(*) over () * greatest(f.sample_fish, 1))) - 1
                                   + coalesce((k.known ->> 'thinnest')::float8, 0)) / greatest(f.sample_fish, 1)
                     + 1.5 * greatest(0, least(s.date, y.first + f.move_days) - l.date - 1) / greatest(s.date - l.date, 1) * g.gained
                     + case when a.date is null then coalesce(o.apart, 0) else 0 end as ok
from public.batch_actualdailyassignmentstate s
join public.batch_actualdailyassignmentstate p on p.assignment_id = s.assignment_id and p.date = s.date - 1
left join lateral (
    select x.avg_weight_g, x.date from public.batch_actualdailyassignmentstate x
    where x.assignment_id = s.assignment_id and x.anchor_type is not null and x.date < s.date order by x.date desc limit 1) a on true
join lateral (
    select x.avg_weight_g, x.date from public.batch_actualdailyassignmentstate x
    where x.assignment_id = s.assignment_id order by x.date limit 1) e on true
cross join lateral (select coalesce(a.avg_weight_g, e.avg_weight_g) as avg_weight_g, coalesce(a.date, e.date) as date) l
left join (  -- the application begins with what one of them weighs
    select dest_assignment_id as id, max(measured_avg_weight_g)::float8 / nullif(min(measured_avg_weight_g), 0) - 1 as apart
    from public.batch_transferaction where status = 'COMPLETED' group by 1) o on o.id = s.assignment_id
join public.batch_batch b on b.id = s.batch_id
cross join fact k
left join (stay y join fact_stage f on f.geography = y.geography and f.stage = y.stage) on y.id = s.assignment_id
join public.scenario_projection_run r on r.run_id = b.pinned_projection_run_id
join public.scenario c on c.scenario_id = r.scenario_id
join public.scenario_tgcmodel t on t.model_id = c.tgc_model_id
cross join lateral (
    select s.avg_weight_g::float8 / power(power(p.avg_weight_g::float8, 1 / 3::float8) + t.tgc_value * s.temp_c::float8, 3) - 1 as jump) j
cross join lateral (select greatest(0, 1 - cbrt(l.avg_weight_g::float8 / s.avg_weight_g::float8 * (1 + j.jump))) as gained) g  -- by the application's law; the jump itself is no growth
where s.anchor_type = 'growth_sample'
  and (a.avg_weight_g >= coalesce(f.sample_from_g, 0)  -- else the application begins with what the fish weigh today, where they did not come from another container
       or exists (select from public.batch_transferaction m where m.dest_assignment_id = s.assignment_id))
  and not exists (select from public.batch_transferaction m  -- the application does not mix the weights of fish that come later
                  where m.dest_assignment_id = s.assignment_id and m.actual_execution_date > l.date and m.actual_execution_date <= s.date)
