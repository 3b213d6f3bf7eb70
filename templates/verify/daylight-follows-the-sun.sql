-- title: Daylight follows the sun
-- law: The day of an area is as long as the sun shines at its latitude, within 0.15 hours, or longer where lamps burn; one row a day.
-- subject: areas
-- unit: hours that the sun shines and the row lacks, at most
-- failing: the day is shorter than the sun makes it, longer than a day, or a day is missing
select a.name as subject, round(max(sun.hours - p.day_length_hours)::numeric, 2) as value,
       max(sun.hours - p.day_length_hours) <= 0.15 and max(p.day_length_hours) <= 24
       and count(*) = count(distinct p.date) and count(*) = max(p.date) - min(p.date) + 1 as ok
from public.environmental_photoperioddata p
join public.infrastructure_area a on a.id = p.area_id
cross join lateral (select -23.44 * cosd(360 * (extract(doy from p.date)::float8 + 10) / 365.25) as tilt) t
cross join lateral (select (sind(-0.833) - sind(a.latitude::float8) * sind(t.tilt)) / (cosd(a.latitude::float8) * cosd(t.tilt)) as x) c
cross join lateral (select acosd(greatest(-1, least(1, c.x))) * 24 / 180 as hours) sun
group by a.id, a.name
