-- title: Runs of a scenario in order
-- law: The runs of a scenario are numbered from 1, made one after the other by its owner, and labelled where there are several; each has a row for every day of the scenario, the last with the totals of the run.
-- subject: runs
-- unit: days
-- failing: the run cannot be told from another, or shows other days or totals than it has
-- when: exists (select from public.scenario_scenarioprojection)
-- otherwise: no projections were written
select s.name || ', run ' || r.run_number as subject, p.days as value,
       r.run_number = r.place and (r.runs = 1 or r.label <> '' and r.labels = 1) and r.created_by_id is not distinct from s.created_by_id
       and (r.before is null or r.before < r.run_date) and s.created_at <= r.run_date
       and p.days = s.duration_days and p.days = r.total_projections and p.first = 1 and p.last = p.days and p.begins = s.start_date
       and p.ends = s.start_date + s.duration_days - 1 and l.average_weight = r.final_weight_g and l.biomass = r.final_biomass_kg as ok
from (select *, row_number() over (partition by scenario_id order by run_number) as place, count(*) over (partition by scenario_id) as runs,
             count(*) over (partition by scenario_id, label) as labels,
             lag(run_date) over (partition by scenario_id order by run_number) as before
      from public.scenario_projection_run) r
join public.scenario s on s.scenario_id = r.scenario_id
left join (select projection_run_id, count(*) as days, min(day_number) as first, max(day_number) as last, min(projection_date) as begins,
                  max(projection_date) as ends from public.scenario_scenarioprojection group by 1) p on p.projection_run_id = r.run_id
left join public.scenario_scenarioprojection l on l.projection_run_id = r.run_id and l.day_number = p.last
