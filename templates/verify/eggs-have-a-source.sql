-- title: Eggs have a source
-- law: A lot of eggs bears the number that its source and moment make. One of own fish has a pair, decided on before, spawns in the season and is no larger than one female gives; another has one record of its supplier. Each lot is of one batch.
-- subject: lots of eggs
-- unit: eggs
-- on: broodstock_breedingpair, broodstock_externaleggbatch, broodstock_batchparentage
-- failing: nobody knows where the eggs came from, or where they went
select e.egg_batch_id as subject, e.egg_count as value,
       e.egg_batch_id ~ '^EB-(INT|EXT)-\d{14}-\d{3}$' and e.egg_count > 0
       and substr(e.egg_batch_id, 4, 3) = case e.source_type when 'internal' then 'INT' else 'EXT' end
       and substr(e.egg_batch_id, 8, 14) = to_char(e.production_date at time zone 'UTC', 'YYYYMMDDHH24MISS')
       and case e.source_type
               when 'internal' then coalesce(p.pairing_date < e.production_date, false) and x.id is null
                    and e.egg_count <= coalesce((known -> 'broodstock' ->> 'eggs_a_pair')::int, e.egg_count)
                    and coalesce(known -> 'broodstock' -> 'spawning_months' @> to_jsonb(extract(month from e.production_date at time zone 'UTC')::int), true)
               else e.pair_id is null and x.id is not null end
       and (select count(*) from public.broodstock_batchparentage b where b.egg_production_id = e.id) = 1 as ok
from public.broodstock_eggproduction e cross join fact
left join public.broodstock_breedingpair p on p.id = e.pair_id
left join public.broodstock_externaleggbatch x on x.egg_production_id = e.id
