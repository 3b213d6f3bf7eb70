-- title: Health samples
-- page: health/health-sampling-events/
-- law: Samplings have fish with weight and length, each with scores of parameters that are in use.
-- subject: samplings
-- unit: fish
-- on: health_fishparameterscore, health_individualfishobservation
-- failing: the nested lists of the page are empty
-- when: exists (select from public.health_healthsamplingevent)
-- otherwise: no health samples were written
select e.id::text as subject, e.fish as value, e.fish > 0 and e.measured > 0 and coalesce(e.scored, 0) = e.fish as ok
from (select s.id, count(o.id) as fish, count(o.weight_g) filter (where o.length_cm > 0) as measured, max(x.fish) as scored
      from public.health_healthsamplingevent s
      left join public.health_individualfishobservation o on o.sampling_event_id = s.id
      left join (select f.sampling_event_id, count(distinct f.id) as fish from public.health_fishparameterscore p
                 join public.health_individualfishobservation f on f.id = p.individual_fish_observation_id group by 1) x on x.sampling_event_id = s.id
      group by s.id) e
