-- title: Feed conversion
-- question: How much feed did a batch eat for each kilogram that it grew?
-- read: Growth is what was harvested, what died, what stands in the water and what was given to mixed batches, less what the first fish weighed, as their baseline says; batches below a tonne of growth are left out.
-- sane: fcr between 0.7 and 2.0 and feed_kg > 0
select b.batch_number as batch, b.status, round(f.kg) as feed_kg, round(g.kg) as growth_kg, round(f.kg / g.kg, 3) as fcr
from public.batch_batch b
join (select batch_id, sum(amount_kg) as kg from public.inventory_feedingevent group by 1) f on f.batch_id = b.id
join (select batch_id, sum(kg) as kg
      from (select batch_id, biomass_kg as kg from public.batch_batchcontainerassignment where is_active
            union all select batch_id, biomass_kg from public.batch_mortalityevent
            union all select e.batch_id, l.live_weight_kg from public.harvest_harvestevent e join public.harvest_harvestlot l on l.event_id = e.id
            union all select source_batch_id, biomass_kg from public.batch_batchcomposition
            union all select batch_id, (-initial_count * initial_weight / 1000)::numeric from public.scenario where name like 'Baseline Projection - %') k
      group by 1) g on g.batch_id = b.id
where g.kg > 1000
order by 1
