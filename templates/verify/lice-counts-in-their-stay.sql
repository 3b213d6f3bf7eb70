-- title: Lice counts in their stay
-- law: A lice count names the batch and container of its stay, falls into it, states a kind of louse and a number, and stands once for the kind and moment.
-- subject: lice counts
-- unit: lice on the fish looked at
-- failing: the count lies outside its stay, contradicts it, is doubled or mixes two forms
select coalesce(s.subject, 'count ' || l.id || ' without a stay') || ' at ' || l.count_date as subject, l.count_value as value,
       l.batch_id = s.batch_id and l.container_id = s.container_id and l.count_date::date >= s.first
       and (s.departure_date is null or l.count_date::date < s.departure_date)
       and l.count_value >= 0 and l.lice_type_id is not null and l.fish_sampled > 0
       and l.adult_female_count + l.adult_male_count + l.juvenile_count = 0
       and l.confidence_level between 0 and 1 and l.twins = 1 as ok
from (select *, count(*) over (partition by assignment_id, count_date, lice_type_id) as twins from public.health_licecount) l
left join stay s on s.id = l.assignment_id
