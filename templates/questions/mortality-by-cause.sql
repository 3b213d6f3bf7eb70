-- title: Mortality by cause
-- question: Of what do fish die, stage by stage?
-- read: Share of the deaths of the stage; the stage is that of the container in which they died.
-- sane: fish > 0 and percent between 0 and 100
select s.name as stage, m.cause, sum(m.count) as fish, round(sum(m.biomass_kg)) as biomass_kg,
       round(100.0 * sum(m.count) / sum(sum(m.count)) over (partition by s.id), 1) as percent
from public.batch_mortalityevent m
join public.batch_batchcontainerassignment a on a.id = m.assignment_id
join public.batch_lifecyclestage s on s.id = a.lifecycle_stage_id
group by s.id, s.name, m.cause
order by s.id, fish desc
