-- title: No container with two batches
-- law: The stays in one container follow one another; a container is free on the day that its fish leave.
-- subject: stays
-- unit: days shared
-- failing: the named stay begins before an earlier stay in the same container has ended
select subject,
       greatest(0, before - first)::numeric as value,
       before is null or before <= first as ok
from (select subject, first,
             max(coalesce(departure_date, date '9999-12-31')) over (
                 partition by container_id order by first, id rows between unbounded preceding and 1 preceding) as before
      from stay) s
