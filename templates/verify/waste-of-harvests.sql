-- title: Waste is what is no fillet
-- law: A harvest has the waste of each category once, all of it weighs no more than its live weight less its fillets, and it was written down with the harvest.
-- subject: harvests
-- unit: kg
-- failing: more was thrown away than was harvested, or a category is missing
-- when: exists (select from public.harvest_harvestwaste)
-- otherwise: nobody writes waste down
select e.document_ref as subject, w.kg as value, w.n = (select count(distinct category) from public.harvest_harvestwaste) and w.n = w.kinds and w.least >= 0
       and w.kg <= l.rest and w.made = e.created_at as ok
from public.harvest_harvestevent e
left join (select event_id, count(*) as n, count(distinct category) as kinds, sum(weight_kg) as kg, min(weight_kg) as least, max(created_at) as made
           from public.harvest_harvestwaste group by 1) w on w.event_id = e.id
left join (select event_id, sum(live_weight_kg - fillet_weight_kg) as rest from public.harvest_harvestlot group by 1) l on l.event_id = e.id
