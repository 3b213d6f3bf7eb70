-- title: Fish scored in range
-- law: Every fish of a health sample has one score for each active parameter, within the parameter's range.
-- subject: fish
-- unit: mean score
-- on: health_fishparameterscore, health_individualfishobservation
-- failing: scores are missing, doubled or out of range
select 'fish ' || o.fish_identifier || ' of sample ' || o.sampling_event_id as subject, round(avg(s.score), 2) as value,
       count(s.id) = active.parameters and count(distinct s.parameter_id) = active.parameters
       and bool_and(s.score between p.min_score and p.max_score) as ok
from public.health_individualfishobservation o
left join public.health_fishparameterscore s on s.individual_fish_observation_id = o.id
left join public.health_healthparameter p on p.id = s.parameter_id
cross join (select count(*) as parameters from public.health_healthparameter where is_active) active
group by o.id, o.fish_identifier, o.sampling_event_id, active.parameters
