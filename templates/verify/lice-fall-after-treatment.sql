-- title: Treatment removes lice
-- law: The first count after a successful delousing, within 16 days, finds no more adult females than the weakest method and 30 % of new ones leave of those before, as far apart as two counts may be by chance.
-- subject: delousings with a count on either side
-- unit: adult females left of those before
-- needs: facts
-- chance: one in 10,000 sound farms
-- failing: the treatment had no effect on the lice that were counted
select s.subject || ' on ' || t.treatment_date::date as subject, round(after.lice / before.lice::numeric, 2) as value,
       after.lice - left_over.share * before.lice
           <= sqrt(2 * x.alarm * left_over.share * (1 + left_over.share) * (before.lice + 2 * x.alarm)) + x.alarm / 3 as ok
from public.health_treatment t
join stay s on s.id = t.batch_assignment_id
cross join lateral (select 1.3 - min(f.least_effect) as share from fact_lice f where f.geography = s.geography) left_over
cross join (select pg_temp.alarm(count(*)) as alarm from public.health_treatment) x
cross join lateral (select c.count_value as lice from public.health_licecount c
                    join public.health_licetype k on k.id = c.lice_type_id
                    where c.assignment_id = t.batch_assignment_id and c.count_date < t.treatment_date
                      and k.species = 'Lepeophtheirus salmonis' and k.gender = 'female' and k.development_stage = 'adult'
                    order by c.count_date desc limit 1) before
cross join lateral (select c.count_value as lice from public.health_licecount c
                    join public.health_licetype k on k.id = c.lice_type_id
                    where c.assignment_id = t.batch_assignment_id and c.count_date > t.treatment_date
                      and c.count_date < t.treatment_date + interval '16 days'
                      and k.species = 'Lepeophtheirus salmonis' and k.gender = 'female' and k.development_stage = 'adult'
                    order by c.count_date limit 1) after
where t.treatment_type <> 'vaccination' and t.description ilike '%lice%' and t.outcome = 'successful' and before.lice >= 8
