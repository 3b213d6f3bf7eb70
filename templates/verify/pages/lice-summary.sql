-- title: Lice: summary
-- page: health/lice-counts/summary/
-- law: Counts of the last year name container, species and stage of development; some are below, few far above the limits; asked where lice are counted and fish were at sea for two rounds.
-- subject: geographies with fish at sea
-- unit: lice a row and fish
-- needs: facts
-- failing: summary by species, stage or place is empty
-- when: exists (select from public.health_licecount)
-- otherwise: no lice were counted
select sea.geography as subject, round(sum(c.count_value)::numeric / nullif(sum(c.fish_sampled), 0), 3) as value,
       count(c.id) > 0 and count(distinct l.species) > 0 and count(distinct l.development_stage) >= 2 and bool_and(c.user_id is not null)
       and sum(c.count_value)::numeric / nullif(sum(c.fish_sampled), 0) < 3 * greatest(1, sea.adult_females) as ok
from (select l.geography, max(f.adult_females) as adult_females
      from living l join fact_lice f on f.geography = l.geography
      where l.area_id is not null and l.assignment_date < (select day from today) - 60 - f.every_days group by 1) sea
left join (place p join public.health_licecount c on c.container_id = p.container_id
           and c.count_date >= (select day - 365 from today)) on p.geography = sea.geography
left join public.health_licetype l on l.id = c.lice_type_id
group by sea.geography, sea.adult_females
