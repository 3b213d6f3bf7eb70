-- title: Batches have parents
-- law: The lots of eggs of a batch that has begun or is ordered are what its creation workflow planned, made and given to it by its first delivery, and sent to the station where it begins: many of own fish, the first named by the workflow, or one of the workflow's supplier, under his number.
-- subject: batches that have begun or are ordered
-- unit: lots of eggs
-- on: broodstock_eggproduction, broodstock_batchparentage, broodstock_externaleggbatch
-- failing: the lineage of the batch is lost
select b.batch_number as subject, count(e.id) as value,
       coalesce(sum(e.egg_count) = w.total_eggs_planned and max(e.production_date) <= min(p.assignment_date)
           and max(p.assignment_date at time zone 'UTC')::date <= d.day
           and bool_and(e.destination_station_id is not distinct from f.station_id)
           and case w.egg_source_type
                   when 'EXTERNAL' then count(e.id) = 1 and bool_and(e.source_type = 'external') and w.egg_production_id is null
                        and bool_and(x.supplier_id = w.external_supplier_id and x.batch_number = w.external_supplier_batch_number)
                   else bool_and(e.source_type = 'internal') and w.external_supplier_id is null and w.egg_production_id = min(e.id) end, false) as ok
from public.batch_batch b
join public.batch_creationworkflow w on w.batch_id = b.id
left join lateral (select min(coalesce(actual_delivery_date, expected_delivery_date)) as day from public.batch_creationaction a where a.workflow_id = w.id) d on true
left join lateral (select h.freshwater_station_id as station_id from public.batch_batchcontainerassignment s
                   join public.infrastructure_container c on c.id = s.container_id left join public.infrastructure_hall h on h.id = c.hall_id
                   where s.batch_id = b.id order by s.assignment_date, s.id limit 1) f on true
left join public.broodstock_batchparentage p on p.batch_id = b.id
left join public.broodstock_eggproduction e on e.id = p.egg_production_id
left join public.broodstock_externaleggbatch x on x.egg_production_id = e.id
where b.status <> 'CANCELLED' and w.status <> 'DRAFT'
group by b.id, w.id, d.day
