-- title: Mortality spikes have their cause
-- law: In a whole week in which a batch loses more than three times the share of its fish that it loses in the six weeks around, and at least 500 fish, the journal of the batch names a cause, from a fortnight before, or from the beginning of a move that goes on.
-- subject: weeks of high mortality
-- unit: times the usual loss
-- on: health_journalentry, batch_mortalityevent
-- failing: many fish died and the journal says nothing
with weekly as (
    select m.batch_id, date_trunc('week', m.event_date)::date as week, sum(m.count)::numeric as dead
    from public.batch_mortalityevent m
    join public.batch_batch b on b.id = m.batch_id and date_trunc('week', m.event_date) >= b.start_date
    join (select max(event_date) as day from public.batch_mortalityevent) newest
        on date_trunc('week', m.event_date) + interval '6 days' <= newest.day
    group by 1, 2
), shares as (
    select w.*, w.dead / nullif(c.eggs - coalesce(sum(w.dead) over (partition by w.batch_id order by w.week
                                rows between unbounded preceding and 1 preceding), 0), 0) as share
    from weekly w
    join (select batch_id, sum(total_eggs_received) as eggs from public.batch_creationworkflow group by 1) c on c.batch_id = w.batch_id
), around as (
    select w.batch_id, w.week, w.dead, w.share,
           (select percentile_cont(0.5) within group (order by o.share) from shares o
            where o.batch_id = w.batch_id and o.week between w.week - 21 and w.week + 21 and o.week <> w.week)::numeric as usual
    from shares w
)
select b.batch_number || ' in the week of ' || a.week as subject, round(a.share / a.usual, 1) as value,
       exists (select from public.health_journalentry j
               where j.batch_id = a.batch_id and j.entry_date >= least(a.week - 14, m.first) and j.entry_date < a.week + 7
                 and j.category in ('issue', 'diagnosis', 'treatment', 'action')) as ok
from around a join public.batch_batch b on b.id = a.batch_id
cross join lateral (select min(w.actual_start_date) as first from public.batch_batchtransferworkflow w
                    where w.batch_id = a.batch_id and w.actual_start_date < a.week + 7
                      and coalesce(w.actual_completion_date, 'infinity') >= a.week - 14) m
where a.dead >= 500 and a.share > 3 * a.usual
