-- title: Lice and treatments
-- question: How many adult female salmon lice does a fish carry, and when was an area treated?
-- read: Mean of the counts of a month; below 0.5 is good, below 1 a warning, as the application colours it; treatments are those without a vaccine.
-- sane: adult_females_per_fish between 0 and 30 and treatments >= 0
with counted as (
    select c.area_id, date_trunc('month', l.count_date)::date as month, round(sum(l.count_value)::numeric / sum(l.fish_sampled), 3) as per_fish,
           count(distinct l.container_id) as rings
    from public.health_licecount l
    join public.health_licetype k on k.id = l.lice_type_id
    join public.infrastructure_container c on c.id = l.container_id
    where k.species = 'Lepeophtheirus salmonis' and k.gender = 'female' and k.development_stage = 'adult'
    group by 1, 2),
treated as (
    select c.area_id, date_trunc('month', t.treatment_date)::date as month, count(*) as n
    from public.health_treatment t
    join public.infrastructure_container c on c.id = t.container_id
    where t.vaccination_type_id is null
    group by 1, 2)
select a.name as area, counted.month, per_fish as adult_females_per_fish, rings, coalesce(n, 0) as treatments
from counted
join public.infrastructure_area a on a.id = counted.area_id
left join treated on treated.area_id = counted.area_id and treated.month = counted.month
order by 1, 2
