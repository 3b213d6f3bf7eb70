-- title: Share of the eggs harvested
-- law: A completed batch harvests, or gives to a mix, as many of the eggs received as the stated mortality of its stages and moves leaves.
-- subject: completed batches
-- unit: share of the eggs
-- needs: facts
-- on: batch_mortalityevent, harvest_harvestevent, harvest_harvestlot
-- chance: one in 10,000 sound farms
-- failing: mortality over the life of the batch was far too low or too high
select b.batch_number as subject, round(s.harvested / w.received, 4) as value,
       s.harvested between w.received * l.least - pg_temp.stray(w.received * (1 - l.least), pg_temp.alarm(count(*) over ()))
                       and w.received * l.most + pg_temp.stray(w.received * (1 - l.most), pg_temp.alarm(count(*) over ())) as ok
from public.batch_batch b
left join life l on l.batch_id = b.id and l.until = 'end'
join (select batch_id, sum(total_eggs_received)::numeric as received from public.batch_creationworkflow group by 1) w on w.batch_id = b.id
join (select f.batch_id, sum(f.fish)::numeric as harvested
      from (select batch_id, harvested as fish from stay union all select batch_id, fish from given) f group by 1) s on s.batch_id = b.id
where b.status = 'COMPLETED'
