-- title: One station, one area a batch
-- law: A batch lives its whole freshwater life in one station and its whole sea life in one area.
-- subject: batches
-- unit: sites of one kind
-- failing: the batch has stays in several stations or several areas
select s.batch_number as subject,
       greatest(count(distinct h.freshwater_station_id), count(distinct s.area_id))::numeric as value,
       count(distinct h.freshwater_station_id) <= 1 and count(distinct s.area_id) <= 1 as ok
from stay s left join public.infrastructure_hall h on h.id = s.hall_id
group by s.batch_number
