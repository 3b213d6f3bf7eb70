-- title: Fish of a batch conserved
-- law: Eggs received + fish taken into a mix = deaths + fish harvested + fish alive + fish given to a mix, to the last fish, for every batch.
-- subject: batches
-- unit: fish missing
-- on: batch_mortalityevent, harvest_harvestevent, harvest_harvestlot
-- failing: fish of the batch appeared or vanished; the value is received + taken - dead - harvested - alive - given
select b.batch_number as subject,
       x.missing::numeric as value, x.missing = 0 and (x.came > 0 or b.status in ('PLANNED', 'CANCELLED')) as ok
from public.batch_batch b
left join (select batch_id, sum(total_eggs_received) as received from public.batch_creationworkflow group by 1) w on w.batch_id = b.id
left join (select batch_id, sum(count) as dead from public.batch_mortalityevent group by 1) d on d.batch_id = b.id
left join (select batch_id, sum(harvested) as harvested, coalesce(sum(population) filter (where active), 0) as alive
           from stay group by 1) s on s.batch_id = b.id
left join (select mixed_id, sum(fish) as fish from given group by 1) i on i.mixed_id = b.id
left join (select batch_id, sum(fish) as fish from given group by 1) o on o.batch_id = b.id
cross join lateral (
    select coalesce(w.received, 0) + coalesce(i.fish, 0) as came,
           coalesce(w.received, 0) + coalesce(i.fish, 0) - coalesce(d.dead, 0) - coalesce(s.harvested, 0) - coalesce(s.alive, 0) - coalesce(o.fish, 0) as missing) x
