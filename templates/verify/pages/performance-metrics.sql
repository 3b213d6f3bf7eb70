-- title: Performance of a batch
-- page: batch/batches/{id}/performance_metrics/
-- law: A living batch has deaths on record where it is to expect them, and active stays in containers of a known volume.
-- subject: living batches
-- unit: kg a m3
-- needs: facts
-- chance: one in 10,000 sound farms
-- failing: density or mortality cannot be shown
-- when: exists (select from public.batch_batch where status = 'ACTIVE') and exists (select from public.batch_mortalityevent)
-- otherwise: no batch lives, or no deaths were written
select l.batch_number as subject, round(sum(l.biomass_kg) / nullif(sum(l.volume_m3), 0), 2) as value,
       min(l.volume_m3) > 0 and sum(l.population) > 0 and min(l.avg_weight_g) > 0 and (bool_or(m.batch_id is not null) or max(x.deaths) < 2 * pg_temp.alarm(count(*) over ())) as ok
from living l
join expected x on x.batch_id = l.batch_id
left join (select distinct batch_id from public.batch_mortalityevent) m on m.batch_id = l.batch_id
group by l.batch_id, l.batch_number
