-- title: Somebody may log in
-- law: There is an active superuser or an active user whose profile has the role ADMIN, and every user has a profile.
-- subject: users
-- failing: nobody could administer the application, or the user has no profile and sees empty pages
select u.username as subject, null::numeric as value,
       p.id is not null and bool_or(u.is_active and (u.is_superuser or p.role = 'ADMIN')) over () as ok
from public.auth_user u left join public.users_userprofile p on p.user_id = u.id
