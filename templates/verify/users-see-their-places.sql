-- title: Users see their places
-- law: Whoever has a profile has a user; operators and crews, who see only the places that they are allowed, are allowed some where their geography has any.
-- subject: profiles
-- failing: somebody logs in and sees nothing
select coalesce(u.username, 'profile ' || p.id) as subject, null::numeric as value,
       u.id is not null and (p.role not in ('OPR', 'SHIP_CREW') or a.n + s.n > 0 or w.n = 0) as ok
from public.users_userprofile p
left join public.auth_user u on u.id = p.user_id
cross join lateral (select count(*) as n from public.users_userprofile_allowed_areas x where x.userprofile_id = p.id) a
cross join lateral (select count(*) as n from public.users_userprofile_allowed_stations x where x.userprofile_id = p.id) s
cross join lateral (
    select count(*) as n
    from (select 'FW' as subsidiary, geography_id from public.infrastructure_freshwaterstation
          union all select 'FM', geography_id from public.infrastructure_area) x
    join public.infrastructure_geography g on g.id = x.geography_id
    where p.subsidiary in ('ALL', 'LG', x.subsidiary)
      and (p.geography = 'ALL' or g.name = case p.geography when 'FO' then 'Faroe Islands' when 'SC' then 'Scotland' end)) w
