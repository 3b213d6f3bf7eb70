-- title: Harvest: lists
-- page: operational/harvest-events/, operational/harvest-lots/
-- law: Every completed batch, unless all its fish went into a mix or died, has harvest events with lots, of every grade that is in use where the smallest harvest has fish of each.
-- subject: completed batches
-- unit: tonnes
-- failing: events or lots of the batch are missing
-- on: batch_mortalityevent
-- when: exists (select from public.harvest_harvestlot)
-- otherwise: no harvests were written
select b.batch_number as subject, round(sum(l.live_weight_kg) / 1000) as value,
       count(distinct e.id) > 0 and count(l.id) > 0 and (count(distinct l.product_grade_id) = (select count(distinct product_grade_id) from public.harvest_harvestlot)
            or (select min(fish) from (select sum(unit_count) as fish from public.harvest_harvestlot group by event_id) f)
               * coalesce((k.known ->> 'least_grade_permille')::numeric, 1000) < 2000) as ok
from public.batch_batch b cross join fact k
left join public.harvest_harvestevent e on e.batch_id = b.id
left join public.harvest_harvestlot l on l.event_id = e.id
where b.status = 'COMPLETED'
  and (e.id is not null or not exists (select from public.batch_batchcomposition o where o.source_batch_id = b.id)
                           and coalesce((select sum(total_eggs_received) from public.batch_creationworkflow w where w.batch_id = b.id), 0)
                               <> coalesce((select sum(count) from public.batch_mortalityevent m where m.batch_id = b.id), 0))
group by b.id, b.batch_number, k.known
