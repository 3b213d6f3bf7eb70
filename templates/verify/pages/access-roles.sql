-- title: Access: roles
-- page: users/auth/profile/
-- law: Every user has a profile; somebody may log in with each role that the scenario gives, and somebody as superuser where it has one.
-- subject: roles
-- unit: users
-- failing: nobody can look at the application as this role
select r.role as subject, count(u.id) as value, count(u.id) > 0 as ok
from (select r.role from fact, unnest(array['ADMIN', 'MGR', 'OPR', 'SHIP_CREW', 'VET', 'QA', 'FIN', 'VIEW']) r (role)
      where coalesce(known -> 'roles' ? r.role, true)) r
left join public.users_userprofile p on p.role = r.role
left join public.auth_user u on u.id = p.user_id and u.is_active and u.password ~ '^pbkdf2_sha256\$[0-9]+\$[^$]+\$[A-Za-z0-9+/]{43}=$'
group by r.role
union all
select 'superuser', count(*), count(*) > 0 from public.auth_user where is_active and is_superuser and password like 'pbkdf2%'
having (select coalesce(known -> 'roles' ? 'superuser', true) from fact)
union all
select 'user ' || u.username || ' has a profile', count(p.id), count(p.id) = 1
from public.auth_user u left join public.users_userprofile p on p.user_id = u.id group by u.username
