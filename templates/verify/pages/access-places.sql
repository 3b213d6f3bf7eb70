-- title: Access: places of operators
-- page: batch/batches/, batch/container-assignments/
-- law: An operator sees only the places given to him; where his geography and company have fish, some of them do.
-- subject: operators
-- unit: containers with fish
-- failing: the lists of this operator are empty
-- when: exists (select from public.batch_batch where status = 'ACTIVE')
-- otherwise: no batch lives
select u.username as subject, count(distinct l.container_id) as value, count(distinct l.container_id) > 0 as ok
from public.users_userprofile p
join public.auth_user u on u.id = p.user_id and p.role = 'OPR'
left join living l on l.area_id in (select area_id from public.users_userprofile_allowed_areas a where a.userprofile_id = p.id)
    or l.station_id in (select freshwaterstation_id from public.users_userprofile_allowed_stations s where s.userprofile_id = p.id)
    or l.container_id in (select container_id from public.users_userprofile_allowed_containers c where c.userprofile_id = p.id)
where exists (
    select from living f
    where f.geography = coalesce(case p.geography when 'FO' then 'Faroe Islands' when 'SC' then 'Scotland' end, f.geography)
      and case p.subsidiary when 'FW' then f.station_id is not null when 'FM' then f.area_id is not null else true end)
group by u.username
