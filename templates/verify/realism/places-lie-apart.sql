-- title: Places lie apart
-- law: Nine of ten stations and areas have coordinates of their own.
-- subject: stations and areas
-- unit: share of different coordinates
-- chance: one in 100 farms such as forty
-- failing: many sites lie on one spot of the map
select 'stations and areas' as subject, round(count(distinct (latitude, longitude))::numeric / count(*), 3) as value,
       count(distinct (latitude, longitude)) >= 0.9 * count(*) as ok
from (select latitude, longitude from public.infrastructure_area union all select latitude, longitude from public.infrastructure_freshwaterstation) p
having count(*) >= 20
