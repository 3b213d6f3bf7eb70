-- title: Fish on day 91
-- law: On day 91 of its life a batch of 3.3 to 3.6 million eggs holds 2.8 to 3.2 million fish, any batch 80 to 92 % of the eggs planned; never doubled by the move.
-- subject: batches of 91 days and more
-- unit: share of the eggs
-- failing: too few or too many fish live on day 91, counted over the stays that hold them
select b.batch_number as subject, round(n.fish / w.planned, 4) as value,
       n.fish / w.planned between 0.80 and 0.92
       and (w.planned not between 3300000 and 3600000 or n.fish between 2800000 and 3200000) as ok
from public.batch_batch b
join (select batch_id, sum(total_eggs_planned)::numeric as planned from public.batch_creationworkflow group by 1) w on w.batch_id = b.id
join (select s.batch_id, sum(s.eggs + coalesce(i.fish, 0) - coalesce(m.fish, 0))::numeric as fish
      from stay s
      join public.batch_batch b on b.id = s.batch_id
      left join lateral (select sum(t.transferred_count) as fish from public.batch_transferaction t
                         where t.dest_assignment_id = s.id and t.actual_execution_date <= b.start_date + 90) i on true
      left join lateral (select sum(m.count) as fish from public.batch_mortalityevent m
                         where m.assignment_id = s.id and m.event_date < b.start_date + 90) m on true
      where s.first <= b.start_date + 90 and (s.departure_date is null or s.departure_date > b.start_date + 90)
      group by 1) n on n.batch_id = b.id
where exists (select from public.batch_mortalityevent m where m.batch_id = b.id and m.event_date > b.start_date + 90)
