-- title: Mortality spikes have their cause
-- law: In a whole week in which a batch loses more than three times the share of its fish that it loses in the three weeks before and in the three after (more where dead fish are stated to be found late or to scatter by more than half, or where sensors show little oxygen, by what that is stated to add; weeks in which they are silent tell nothing where oxygen matters), and at least 500 fish, the journal of the batch names a cause, from a fortnight before, or from the beginning of a move that goes on.
-- subject: weeks of high mortality
-- unit: times the usual loss
-- needs: facts
-- chance: one in 10,000 sound farms
-- on: health_journalentry, batch_mortalityevent
-- failing: many fish died and the journal says nothing
with weekly as (
    select batch_id, date_trunc('week', event_date)::date as week, sum(count)::numeric as dead
    from public.batch_mortalityevent group by 1, 2
), arrived as (
    select batch_id, sum(total_eggs_received) as fish from public.batch_creationworkflow group by 1
    union all select mixed_id, sum(fish) from given group by 1
), harvested as (
    select e.batch_id, e.event_date::date as day, sum(l.unit_count) as fish
    from public.harvest_harvestevent e join public.harvest_harvestlot l on l.event_id = e.id group by 1, 2
    union all select batch_id, day, fish from given
), living as (
    select w.*, a.fish - coalesce(sum(w.dead) over (partition by w.batch_id order by w.week
                                                    rows between unbounded preceding and 1 preceding), 0)
                - coalesce((select sum(h.fish) from harvested h where h.batch_id = w.batch_id and h.day < w.week), 0) as fish
    from weekly w join arrived a on a.batch_id = w.batch_id
), shares as (
    select l.batch_id, l.week, l.dead, l.dead / nullif(l.fish, 0) as share
    from living l
    join public.batch_batch b on b.id = l.batch_id and l.week >= b.start_date
    join (select max(event_date) as day from public.batch_mortalityevent) newest on l.week + interval '6 days' <= newest.day
), around as (
    select w.batch_id, w.week, w.dead, w.share,
           (select greatest(percentile_cont(0.5) within group (order by o.share) filter (where o.week < w.week),
                            percentile_cont(0.5) within group (order by o.share) filter (where o.week > w.week)) from shares o
            where o.batch_id = w.batch_id and o.week between w.week - 21 and w.week + 21)::numeric as usual
    from shares w
), high as materialized (
    select a.*, f.most * a.usual as most, a.week - f.unfound_days as since
    from around a
    cross join (select unfound_days, greatest(3, 1 + unfound_days / 7.0, 1 + 3.5 * scatter)::numeric as most from fact_death) f  -- of 15 million weeks of one container the highest: 1.9 times the usual with a scatter of 0.32, 2.7 with 0.6, 3.4 with 0.8
    where a.dead >= 500 and a.share > f.most * a.usual
)
select b.batch_number || ' in the week of ' || a.week as subject, round(a.share / a.usual, 1) as value,
       exists (select from public.health_journalentry j
               where j.batch_id = a.batch_id and j.entry_date >= least(a.week - 14, m.first) and j.entry_date < a.week + 7
                 and j.category in ('issue', 'diagnosis', 'treatment', 'action')) as ok
from high a join public.batch_batch b on b.id = a.batch_id
cross join lateral (select min(w.actual_start_date) as first from public.batch_batchtransferworkflow w
                    where w.batch_id = a.batch_id and w.actual_start_date < a.week + 7
                      and coalesce(w.actual_completion_date, 'infinity') >= a.week - 14) m
cross join lateral (  -- of a day on which its sensors are silent nobody knows
    select sum(greatest(0, (k.known -> 'oxygen' ->> 0)::numeric - d.low)) * (k.known -> 'oxygen' ->> 1)::numeric / 7 as added,
           count(d.day) < a.week + 7 - a.since
           and exists (select from stay s join public.infrastructure_sensor x on x.container_id = s.container_id and x.sensor_type = 'OXYGEN'
                       where s.batch_id = a.batch_id and s.first < a.week + 7 and coalesce(s.departure_date, 'infinity') >= a.since) as silent
    from fact k
    left join (select r.reading_time::date as day, min(r.value) as low
               from public.environmental_environmentalreading r join public.infrastructure_sensor s on s.id = r.sensor_id
               where r.batch_id = a.batch_id and s.sensor_type = 'OXYGEN' and r.reading_time >= a.since and r.reading_time < a.week + 7
               group by 1) d on true
    group by k.known) o
cross join fact k
where coalesce((k.known -> 'oxygen' ->> 1)::numeric, 0) = 0 or not o.silent and a.share > a.most * (1 + coalesce(o.added, 0))
