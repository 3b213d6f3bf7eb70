-- title: Availability of containers
-- page: batch/containers/availability/?geography=&delivery_date=
-- law: Of the rings of each geography with living batches and sea areas some are free, or all are held.
-- subject: geographies
-- unit: free rings
-- failing: nothing can be offered for a delivery
-- when: exists (select from public.batch_batch where status = 'ACTIVE')
-- otherwise: no batch lives
select g.geography as subject, count(p.container_id) as value, count(p.container_id) > 0 or exists (
           select from place r where r.geography = g.geography and r.area_id is not null and r.holding)
       or not exists (select from place r where r.geography = g.geography and r.area_id is not null) as ok
from (select distinct geography from living) g
left join place p on p.geography = g.geography and p.area_id is not null and p.holding
    and p.container_id not in (select container_id from living)
group by g.geography
