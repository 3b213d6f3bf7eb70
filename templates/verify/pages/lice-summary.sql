-- title: Lice: summary
-- page: health/lice-counts/summary/
-- law: Counts of the last year name container, species and stage of development; some are below, few far above the limits.
-- subject: geographies with fish at sea
-- unit: lice a row and fish
-- failing: summary by species, stage or place is empty
-- when: exists (select from public.health_licecount)
-- otherwise: no lice were counted
select sea.geography as subject, round(sum(c.count_value)::numeric / nullif(sum(c.fish_sampled), 0), 3) as value,
       count(c.id) > 0 and count(distinct l.species) > 0 and count(distinct l.development_stage) >= 2 and bool_and(c.user_id is not null)
       and sum(c.count_value)::numeric / nullif(sum(c.fish_sampled), 0) < 3 as ok
from (select distinct geography from living where area_id is not null and assignment_date < (select day - 60 from today)) sea
left join (place p join public.health_licecount c on c.container_id = p.container_id
           and c.count_date >= (select day - 365 from today)) on p.geography = sea.geography
left join public.health_licetype l on l.id = c.lice_type_id
group by sea.geography
