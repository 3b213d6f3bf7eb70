-- title: Mortality spikes have their cause
-- law: In a whole week in which a batch loses more than three times the share of its fish that it loses in the three weeks before and in the three after (more where dead fish are stated to be found late), and at least 500 fish, the journal of the batch names a cause, from a fortnight before, or from the beginning of a move that goes on.
-- subject: weeks of high mortality
-- unit: times the usual loss
-- needs: facts
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
)
select b.batch_number || ' in the week of ' || a.week as subject, round(a.share / a.usual, 1) as value,
       exists (select from public.health_journalentry j
               where j.batch_id = a.batch_id and j.entry_date >= least(a.week - 14, m.first) and j.entry_date < a.week + 7
                 and j.category in ('issue', 'diagnosis', 'treatment', 'action')) as ok
from around a join public.batch_batch b on b.id = a.batch_id
cross join lateral (select min(w.actual_start_date) as first from public.batch_batchtransferworkflow w
                    where w.batch_id = a.batch_id and w.actual_start_date < a.week + 7
                      and coalesce(w.actual_completion_date, 'infinity') >= a.week - 14) m
cross join fact_death f
where a.dead >= 500 and a.share > greatest(3, 1 + f.unfound_days / 7.0) * a.usual
