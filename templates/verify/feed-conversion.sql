-- title: Feed conversion over the life
-- law: Feed eaten / (biomass harvested or given to a mix + biomass dead - biomass of the eggs) is the stated FCR of the stages, each weighted by what its fish gain, within the spread between batches and 12 %, for every completed batch.
-- subject: completed batches
-- unit: kg feed a kg gained
-- needs: facts
-- on: inventory_feedingevent, harvest_harvestevent, harvest_harvestlot, batch_mortalityevent
-- failing: the batch ate far too little or too much for what it grew
select b.batch_number as subject, round(f.kg / nullif(g.kg, 0), 3) as value,
       abs(f.kg - g.kg * x.fcr::numeric) <= g.kg * (x.fcr * (x.spread + 0.12))::numeric + 0.01 * (f.meals + d.events + h.lots) as ok
from public.batch_batch b
join (select batch_id, sum(amount_kg) as kg, count(*) as meals from public.inventory_feedingevent group by 1) f on f.batch_id = b.id
left join (select e.batch_id, sum(l.live_weight_kg) / (k.known ->> 'grade_weight')::numeric as kg, count(*) as lots, sum(l.unit_count) as fish
      from public.harvest_harvestevent e join public.harvest_harvestlot l on l.event_id = e.id cross join fact k
      group by 1, k.known) h on h.batch_id = b.id
left join (select batch_id, sum(biomass_kg) as kg, count(*) as events from public.batch_mortalityevent group by 1) m on m.batch_id = b.id
cross join lateral (select coalesce(m.kg, 0) as kg, coalesce(m.events, 0) as events) d
join (select w.batch_id, sum(w.total_eggs_received) as eggs from public.batch_creationworkflow w group by 1) w on w.batch_id = b.id
cross join lateral (
    select sum(t.fcr * t.gain) / nullif(sum(t.gain), 0) as fcr, max(t.fcr_spread) as spread, min(t.first_weight_g) as egg_g
    from (select p.fcr, p.fcr_spread, p.first_weight_g,
                 coalesce(lead(p.first_weight_g) over (order by p."order"), 1000 * h.kg::float8 / nullif(h.fish, 0)) - p.first_weight_g as gain
          from fact_stage p where p.geography = (select s.geography from stay s where s.batch_id = b.id limit 1)) t) x
left join (select batch_id, sum(kg) as kg from given group by 1) o on o.batch_id = b.id
cross join lateral (select h.kg + coalesce(o.kg, 0) + d.kg - w.eggs * x.egg_g::numeric / 1000 as kg) g
where b.status = 'COMPLETED' and (h.fish > 0 or exists (select from stay s where s.batch_id = b.id and s.active))
