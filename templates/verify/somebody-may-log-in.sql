-- title: Somebody may log in
-- law: Every user has a profile; where the scenario has an administrator, there is an active superuser or an active user whose profile has the role ADMIN.
-- subject: users
-- failing: nobody could administer the application, or the user has no profile and sees empty pages
select u.username as subject, null::numeric as value,
       p.id is not null and (bool_or(u.is_active and (u.is_superuser or p.role = 'ADMIN')) over ()
                             or exists (select from fact where known ? 'roles' and not known -> 'roles' ?| array['ADMIN', 'superuser'])) as ok
from public.auth_user u left join public.users_userprofile p on p.user_id = u.id
