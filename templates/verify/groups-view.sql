-- title: Who views everything may change nothing
-- law: A group of users holds every permission to view and no other; those in it may enter the admin site, and are no superusers, who need no group.
-- subject: groups
-- unit: permissions
-- failing: somebody finds an empty admin site, or may change what he should only see
select g.name as subject, count(p.id) as value,
       count(p.id) = (select count(*) from public.auth_permission where codename like 'view\_%') and bool_and(p.codename like 'view\_%')
       and exists (select from public.auth_user_groups where group_id = g.id)
       and not exists (select from public.auth_user_groups x join public.auth_user u on u.id = x.user_id
                       where x.group_id = g.id and (u.is_superuser or not u.is_staff)) as ok
from public.auth_group g
left join public.auth_group_permissions x on x.group_id = g.id
left join public.auth_permission p on p.id = x.permission_id
group by g.id, g.name
