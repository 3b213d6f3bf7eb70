-- title: Planner: templates
-- page: planning/activity-templates/
-- law: There are active templates; planned work names the one that it came from.
-- subject: lists
-- unit: rows
-- failing: templates cannot be listed, or would be applied twice
-- when: exists (select from public.planning_plannedactivity)
-- otherwise: no activities were planned
select 'active templates' as subject, count(*) as value, count(*) > 0 as ok from public.planning_activitytemplate where is_active
union all
select 'activities with a template', count(*) filter (where notes like '%[TemplateID:%'), bool_or(notes like '%[TemplateID:%') or bool_and(activity_type = 'CULL') from public.planning_plannedactivity
