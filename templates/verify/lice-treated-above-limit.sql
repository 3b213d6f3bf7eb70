-- title: Lice above the limit are treated
-- law: A ring with more adult females a fish than the code allows (Scotland 0.5 February to June, else 1.0; Faroe Islands 1.5) is treated within 10 days, or emptied, or history ends before.
-- subject: counts above the limit
-- unit: adult females a fish
-- failing: nobody acted on the count
select s.subject || ' at ' || l.count_date as subject, l.mean as value,
       exists (select from public.health_treatment t
               where t.batch_assignment_id = l.assignment_id and t.treatment_type <> 'vaccination'
                 and t.treatment_date > l.count_date - interval '1 day' and t.treatment_date <= l.count_date + interval '10 days')
       or s.departure_date <= l.count_date + interval '10 days'
       or (s.departure_date is null and newest.day <= l.count_date + interval '10 days') as ok
from (select c.assignment_id, c.count_date, round(c.count_value / c.fish_sampled::numeric, 2) as mean,
             c.count_value / c.fish_sampled::numeric >
             case g.name when 'Faroe Islands' then 1.5
                         when 'Scotland' then case when extract(month from c.count_date) between 2 and 6 then 0.5 else 1.0 end
             end as above
      from public.health_licecount c
      join public.health_licetype k on k.id = c.lice_type_id
      join public.infrastructure_container i on i.id = c.container_id
      join public.infrastructure_area a on a.id = i.area_id
      join public.infrastructure_geography g on g.id = a.geography_id
      where k.species = 'Lepeophtheirus salmonis' and k.gender = 'female' and k.development_stage = 'adult') l
join stay s on s.id = l.assignment_id
cross join (select max(event_date) as day from public.batch_mortalityevent) newest
where l.above
