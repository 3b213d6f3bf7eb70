-- title: Share of the eggs harvested
-- law: A completed batch harvests 70 to 76 % of the eggs it received.
-- subject: completed batches
-- unit: share of the eggs
-- failing: mortality over the life of the batch was far too low or too high
select b.batch_number as subject, round(s.harvested / w.received, 4) as value,
       s.harvested / w.received between 0.70 and 0.76 as ok
from public.batch_batch b
join (select batch_id, sum(total_eggs_received)::numeric as received from public.batch_creationworkflow group by 1) w on w.batch_id = b.id
join (select batch_id, sum(harvested)::numeric as harvested from stay group by 1) s on s.batch_id = b.id
where b.status = 'COMPLETED'
