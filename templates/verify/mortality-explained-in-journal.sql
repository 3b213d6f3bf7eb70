-- title: Mortality spikes have their cause
-- law: In a whole week in which a batch loses more than three times its weekly loss of the six weeks around, and at least 500 fish, the journal of the batch names a cause, from a fortnight before.
-- subject: weeks of high mortality
-- unit: times the usual loss
-- failing: many fish died and the journal says nothing
with weekly as (
    select m.batch_id, date_trunc('week', m.event_date)::date as week, sum(m.count)::numeric as dead
    from public.batch_mortalityevent m
    join public.batch_batch b on b.id = m.batch_id and date_trunc('week', m.event_date) >= b.start_date
    join (select max(event_date) as day from public.batch_mortalityevent) newest
        on date_trunc('week', m.event_date) + interval '6 days' <= newest.day
    group by 1, 2
), around as (
    select w.batch_id, w.week, w.dead,
           (select percentile_cont(0.5) within group (order by o.dead) from weekly o
            where o.batch_id = w.batch_id and o.week between w.week - 21 and w.week + 21 and o.week <> w.week) as usual
    from weekly w
)
select b.batch_number || ' in the week of ' || a.week as subject, round((a.dead / a.usual)::numeric, 1) as value,
       exists (select from public.health_journalentry j
               where j.batch_id = a.batch_id and j.entry_date >= a.week - 14 and j.entry_date < a.week + 7
                 and j.category in ('issue', 'diagnosis', 'treatment', 'action')) as ok
from around a join public.batch_batch b on b.id = a.batch_id
where a.dead >= 500 and a.dead > 3 * a.usual
