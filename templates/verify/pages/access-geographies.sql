-- title: Access: geographies
-- page: batch/batches/, batch/container-assignments/, inventory/feeding-events/
-- law: Who may see one geography sees a part of the batches, stays and meals: neither nothing nor everything, where it and another hold any.
-- subject: users and lists
-- unit: share seen
-- failing: the filter by the name of the geography shows this user nothing, or all
-- when: (select count(distinct p.geography_id) from public.batch_batchcontainerassignment a join place p on p.container_id = a.container_id) > 1
-- otherwise: all batches stand in one geography
with seen as (
    select u.username, p.geography_id
    from public.users_userprofile f
    join public.auth_user u on u.id = f.user_id
    cross join fact k
    cross join lateral (select case f.geography when 'FO' then 'Faroe Islands' when 'SC' then 'Scotland' end as name) n
    left join (select distinct geography_id, geography from place) p on p.geography = n.name
    where f.geography in ('FO', 'SC') and (p.geography_id is not null or coalesce(k.known -> 'stages' ? n.name, false))),
held as (
    select a.id as assignment_id, a.batch_id, p.geography_id, p.container_id
    from public.batch_batchcontainerassignment a join place p on p.container_id = a.container_id),
lists (list, geography_id, entries) as (
    select 'batches', geography_id, count(distinct batch_id) from held group by 2
    union all select 'stays', geography_id, count(*) from held group by 2
    union all
    select 'meals', p.geography_id, sum(m.meals)::bigint
    from (select container_id, count(*) as meals from public.inventory_feedingevent group by 1) m
    join place p on p.container_id = m.container_id group by 2)
select s.username || ', ' || l.list as subject, round(own.entries / sum(l.entries), 3) as value,
       coalesce(own.entries > 0 and own.entries < sum(l.entries), false) as ok
from seen s cross join lists l
left join lists own on own.list = l.list and own.geography_id = s.geography_id
where s.geography_id is null or own.entries > 0 and exists (select from lists o where o.list = l.list and o.geography_id <> s.geography_id)
group by s.username, l.list, own.entries
