-- title: Feed conversion over the life
-- law: Feed eaten / (biomass harvested + biomass dead - biomass of the eggs) is 1.0 to 1.3 for every completed batch.
-- subject: completed batches
-- unit: kg feed a kg gained
-- failing: the batch ate far too little or too much for what it grew
select b.batch_number as subject, round(f.kg / nullif(h.kg + d.kg - coalesce(e.kg, 0), 0), 3) as value,
       f.kg / nullif(h.kg + d.kg - coalesce(e.kg, 0), 0) between 1.0 and 1.3 as ok
from public.batch_batch b
left join (select batch_id, sum(amount_kg) as kg from public.inventory_feedingevent group by 1) f on f.batch_id = b.id
left join (select e.batch_id, sum(l.live_weight_kg) as kg
           from public.harvest_harvestevent e join public.harvest_harvestlot l on l.event_id = e.id group by 1) h on h.batch_id = b.id
left join (select batch_id, sum(biomass_kg) as kg from public.batch_mortalityevent group by 1) d on d.batch_id = b.id
left join (select batch_id, sum(total_eggs_received) * 0.0001 as kg from public.batch_creationworkflow group by 1) e on e.batch_id = b.id
where b.status = 'COMPLETED'
