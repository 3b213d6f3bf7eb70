-- title: Dashboard: harvest forecast
-- page: batch/forecast/harvest/
-- law: Every living batch is listed with weight and confidence of the day before today; each at sea shows a day of harvest in its pinned run, today or later, unless that is past or fish are harvested before the 5 kg that the page asks for.
-- subject: living batches
-- unit: days to harvest
-- on: scenario_scenarioprojection
-- failing: the batch is listed without state, or without the day that the page is for
-- when: exists (select from public.scenario_scenarioprojection) and exists (select from public.batch_actualdailyassignmentstate)
-- otherwise: no projections or no daily states were written
select b.batch_number as subject, (p.day - t.day) as value,
       n.date = t.day - 1 and n.confidence_scores is not null
       and (p.day is not null or not exists (select from living l where l.batch_id = b.id and l.area_id is not null)
            or coalesce((k.known ->> 'lightest_harvest_g')::numeric, 5000) < 5000 or s.start_date + s.duration_days <= t.day) as ok
from public.batch_batch b
cross join today t
cross join fact k
left join newest_state n on n.batch_id = b.id
left join public.scenario_projection_run r on r.run_id = b.pinned_projection_run_id
left join public.scenario s on s.scenario_id = r.scenario_id
left join lateral (select min(x.projection_date) as day from public.scenario_scenarioprojection x
                   where x.projection_run_id = r.run_id and x.average_weight >= 5000 and x.projection_date >= t.day) p on true
where b.status = 'ACTIVE'
