-- title: Insights of a batch
-- page: batch/batches/{id}/insights-timeseries/
-- law: The last 90 days show readings of every living batch, deaths of those that are to expect them, and meals of those that feed, but where sensors may be silent or fish may fast for longer.
-- subject: living batches
-- unit: kinds of series
-- needs: facts
-- chance: one in 10,000 sound farms
-- failing: series of the page are empty
-- when: exists (select from public.environmental_environmentalreading) and exists (select from public.inventory_feedingevent) and exists (select from public.batch_mortalityevent)
-- otherwise: no readings, meals or deaths were written
select b.batch_number as subject, (m.found + f.found + e.found) as value,
       (m.found = 1 or x.late_deaths < 2 * pg_temp.alarm(count(*) over ())) and (e.found = 1 or coalesce((k.known ->> 'silent_days')::int, 0) >= 90)
       and (f.found = 1 or not x.fed or coalesce((k.known ->> 'fast_days')::int, 0) >= 90) as ok
from public.batch_batch b
join expected x on x.batch_id = b.id
cross join today t
cross join fact k
cross join lateral (select exists (select from public.batch_mortalityevent x where x.batch_id = b.id
                                   and x.event_date between t.day - 90 and t.day)::int as found) m
cross join lateral (select exists (select from public.inventory_feedingevent x where x.batch_id = b.id
                                   and x.feeding_date between t.day - 90 and t.day)::int as found) f
cross join lateral (select exists (select from public.environmental_environmentalreading x where x.batch_id = b.id
                                   and x.reading_time >= t.day - 90 and x.reading_time < t.day + 1)::int as found) e
where b.status = 'ACTIVE' and b.start_date < t.day - 7
