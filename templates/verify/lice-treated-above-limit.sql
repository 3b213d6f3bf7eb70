-- title: Lice above the limit are treated
-- law: A ring with more adult females a fish than its geography allows in the month is treated within the days that its geography takes for it (10 where that is not known), or emptied, or history ends before.
-- subject: counts above the limit
-- unit: adult females a fish
-- needs: facts
-- on: health_treatment
-- failing: nobody acted on the count
select s.subject || ' at ' || l.count_date as subject, l.mean as value,
       exists (select from public.health_treatment t
               where t.batch_assignment_id = l.assignment_id and t.treatment_type <> 'vaccination'
                 and t.treatment_date > l.count_date - interval '1 day' and t.treatment_date <= l.count_date + l.within_days * interval '1 day')
       or coalesce(s.departure_date, pg_temp.today()) <= l.count_date + l.within_days * interval '1 day' as ok
from (select c.assignment_id, c.count_date, round(c.count_value / c.fish_sampled::numeric, 2) as mean,
             c.count_value > coalesce(f.adult_females, 0) * c.fish_sampled as above, coalesce(f.within_days, 10) as within_days
      from public.health_licecount c
      join public.health_licetype k on k.id = c.lice_type_id
      join stay s on s.id = c.assignment_id
      left join fact_lice f on f.geography = s.geography and f.month = extract(month from c.count_date)
      where k.species = 'Lepeophtheirus salmonis' and k.gender = 'female' and k.development_stage = 'adult') l
join stay s on s.id = l.assignment_id
where l.above
