-- title: Dashboard: harvest forecast
-- page: batch/forecast/harvest/
-- law: Every living batch is listed with weight and confidence of the day before today; each at sea shows a day of harvest in its pinned run, today or later, unless that is past, fish are harvested before the 5 kg that the page asks for, or fish are so far behind that the whole run, which gains half of what the coldest water lets or more, ends before.
-- subject: living batches
-- unit: days to harvest
-- on: scenario_scenarioprojection
-- failing: the batch is listed without state, or without the day that the page is for
-- when: exists (select from public.scenario_scenarioprojection) and exists (select from public.batch_actualdailyassignmentstate)
-- otherwise: no projections or no daily states were written
select b.batch_number as subject, (p.day - t.day) as value,
       n.date = t.day - 1 and n.confidence_scores is not null
       and (p.day is not null or not exists (select from living l where l.batch_id = b.id and l.area_id is not null)
            or coalesce((k.known ->> 'lightest_harvest_g')::numeric, 5000) < 5000 or s.start_date + s.duration_days <= t.day
            or e.last >= s.start_date + s.duration_days - 1 and e.gain >= 0.5 * c.root_a_day * (e.last - t.day)
               and cbrt(n.avg_weight_g::float8) + e.gain < cbrt(5000::float8)) as ok
from public.batch_batch b
cross join today t
cross join fact k
left join newest_state n on n.batch_id = b.id
left join public.scenario_projection_run r on r.run_id = b.pinned_projection_run_id
left join public.scenario s on s.scenario_id = r.scenario_id
left join lateral (select min(x.projection_date) as day from public.scenario_scenarioprojection x
                   where x.projection_run_id = r.run_id and x.average_weight >= 5000 and x.projection_date >= t.day) p on true
left join lateral (select max(x.projection_date) as last, cbrt(max(x.average_weight)::float8) - cbrt(min(x.average_weight)::float8) as gain
                   from public.scenario_scenarioprojection x where x.projection_run_id = r.run_id and x.projection_date >= t.day) e on true
left join lateral (select min(f.root_a_day) as root_a_day from living l join fact_stage f on f.geography = l.geography and f.leg = 'sea'
                   where l.batch_id = b.id) c on true
where b.status = 'ACTIVE'
