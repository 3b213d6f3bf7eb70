-- title: Environment: weather
-- page: environmental/weather/, environmental/photoperiod/
-- law: Every area of a living batch, in a geography whose weather is recorded, has weather and daylight up to the day before today.
-- subject: areas with fish
-- unit: records
-- failing: the page of the area is empty
-- when: exists (select from public.environmental_weatherdata)
-- otherwise: no weather was written
select a.name as subject, count(w.id) as value, max(w.timestamp)::date = (select day - 1 from today) as ok
from public.infrastructure_area a
left join public.environmental_weatherdata w on w.area_id = a.id
where a.id in (select l.area_id from living l, fact where coalesce(known -> 'air' ? l.geography, true)) group by a.id, a.name
