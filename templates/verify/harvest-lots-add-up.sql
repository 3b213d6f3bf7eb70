-- title: Harvest lots are the fish
-- law: The lots of a harvest hold all fish of the stay (of one that was filled by a delivery those that lived, as its row names those that came), one lot a grade, on its departure date; live weight is fish times mean weight times the mean weight of the grades, within 10 % and the rounding to whole fish (not of fish that were delivered and never weighed since), and gutted and fillet weigh no more than live.
-- subject: harvests
-- unit: kg a fish
-- needs: facts
-- on: harvest_harvestlot
-- failing: fish were lost or weights do not follow in the named harvest
select s.subject || ' harvested ' || e.event_date::date as subject, round(l.kg / nullif(l.fish, 0), 3) as value,
       l.fish = h.fish and e.event_date::date = s.departure_date and e.batch_id = s.batch_id and not s.active
       and (abs(l.kg - h.kg * (k.known ->> 'grade_weight')::numeric) <= h.kg * (0.10 + 0.5 * l.n / nullif(l.fish, 0)) + 0.01 * l.n
            or s.eggs > 0 and not exists (select from public.batch_growthsample g where g.assignment_id = s.id and g.sample_date > s.first))
       and l.sound and l.n = l.grades as ok
from public.harvest_harvestevent e
cross join fact k
left join stay s on s.id = e.assignment_id
cross join lateral (
    select case when s.eggs > 0 then s.eggs - s.died else s.population end as fish,
           case when s.eggs > 0 then (s.eggs - s.died) * s.avg_weight_g / 1000 else s.biomass_kg end as kg) h
left join (select event_id, sum(unit_count) as fish, sum(live_weight_kg) as kg, count(*) as n, count(distinct product_grade_id) as grades,
                  bool_and(gutted_weight_kg <= live_weight_kg and fillet_weight_kg <= gutted_weight_kg and unit_count > 0) as sound
           from public.harvest_harvestlot group by 1) l on l.event_id = e.id
