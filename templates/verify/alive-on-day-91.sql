-- title: Fish on day 91
-- law: On day 91 of its life a batch holds, or has given to a mix, as many of the eggs received as the stated mortality leaves; one of 3.3 to 3.6 million eggs holds 2.8 to 3.2 million fish, as the target's own scripts demand, where its first stage has the target's 90 days and 0.15 % a day; never doubled by the move.
-- subject: batches of 91 days and more
-- unit: share of the eggs
-- needs: facts
-- on: batch_mortalityevent
-- chance: one in 10,000 sound farms
-- failing: too few or too many fish live on day 91, counted over the stays that hold them
select b.batch_number as subject, round(n.fish / w.received, 4) as value,
       n.fish <= w.received
       and n.fish between w.received * l.least - pg_temp.stray(w.received * (1 - l.least), pg_temp.alarm(count(*) over ()))
                      and w.received * l.most + pg_temp.stray(w.received * (1 - l.most), pg_temp.alarm(count(*) over ()))
       and (w.planned not between 3300000 and 3600000 or not l.as_the_target or n.fish between 2800000 and 3200000) as ok
from public.batch_batch b
join life l on l.batch_id = b.id and l.until = 'day 91'
join (select batch_id, sum(total_eggs_planned)::numeric as planned, sum(total_eggs_received)::numeric as received
      from public.batch_creationworkflow group by 1) w on w.batch_id = b.id
join (select batch_id, sum(fish)::numeric as fish
      from (select g.batch_id, g.fish from given g join public.batch_batch b on b.id = g.batch_id where g.day <= b.start_date + 90
            union all
            select s.batch_id, s.eggs + coalesce(i.fish, 0) - coalesce(m.fish, 0)
            from stay s
            join public.batch_batch b on b.id = s.batch_id
            left join lateral (select sum(t.transferred_count) as fish from public.batch_transferaction t
                               where t.dest_assignment_id = s.id and t.status = 'COMPLETED' and t.actual_execution_date <= b.start_date + 90) i on true
            left join lateral (select sum(m.count) as fish from public.batch_mortalityevent m
                               where m.assignment_id = s.id and m.event_date < b.start_date + 90) m on true
            where s.first <= b.start_date + 90 and (s.departure_date is null or s.departure_date > b.start_date + 90)) f
      group by 1) n on n.batch_id = b.id
where exists (select from stay s where s.batch_id = b.id and coalesce(s.departure_date, pg_temp.today()) > b.start_date + 91)
