-- title: Batches lose unlike shares
-- law: The share that completed batches lose at sea differs by 25 to 80 % of its mean, which is 8 to 18 % (15 to 16 % on average, the worst fifth 5 points more; Sci. Rep. 2021).
-- subject: mean and spread
-- unit: share
-- chance: one in 20 farms of eight completed batches, one in 100 of fifty
-- failing: all batches fare alike
with lost as (
    select s.batch_id, sum(s.dead) / sum(s.arrived) as share
    from (select a.batch_id, sum(d.dead) as dead,
                 coalesce((select sum(t.transferred_count - t.mortality_during_transfer) from public.batch_transferaction t
                           where t.dest_assignment_id = a.id and t.status = 'COMPLETED'), 0)::float8 as arrived
          from public.batch_batchcontainerassignment a
          join public.infrastructure_container c on c.id = a.container_id and c.area_id is not null
          join public.batch_batch b on b.id = a.batch_id and b.status = 'COMPLETED'
          left join dead_day d on d.assignment_id = a.id group by a.id, a.batch_id) s
    where s.arrived > 0 group by 1)
select v.what as subject, round(v.x::numeric, 4) as value, v.x between v.low and v.high as ok
from (select avg(share) as mean, stddev(share) / avg(share) as spread, count(*) as n from lost) l
cross join lateral (values ('mean share lost at sea', l.mean, 0.08, 0.18), ('relative spread', l.spread, 0.25, 0.8)) v (what, x, low, high)
where l.n >= 8
