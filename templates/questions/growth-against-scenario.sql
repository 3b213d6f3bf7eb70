-- title: Growth against the scenario
-- question: Do the batches grow as their pinned projection said?
-- read: Mean weight of the daily states on the first of each month against the projection of that day, above 250 g: before that the projection runs along the greatest weights of the stages, which fry reach late.
-- sane: deviation_percent between -50 and 50
select b.batch_number as batch, d.date, round(sum(d.avg_weight_g * d.population) / sum(d.population), 1) as weight_g,
       round(max(p.average_weight)::numeric, 1) as projected_g,
       round((100 * (sum(d.avg_weight_g * d.population) / sum(d.population) / max(p.average_weight) - 1))::numeric, 1) as deviation_percent
from public.batch_actualdailyassignmentstate d
join public.batch_batch b on b.id = d.batch_id
join public.scenario_scenarioprojection p on p.projection_run_id = b.pinned_projection_run_id and p.projection_date = d.date
where extract(day from d.date) = 1 and d.population > 0
group by b.batch_number, d.date
having max(p.average_weight) > 250
order by 1, 2
