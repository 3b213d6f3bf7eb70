-- title: Planner: variance report
-- page: planning/planned-activities/variance-report/
-- law: Completed work has a moment and somebody who did it; the delay is days, not months, beyond what the stated lengths of the stages put between them and the templates.
-- subject: kinds of activities
-- unit: share on time
-- failing: the report shows nothing, or nonsense
-- when: exists (select from public.planning_plannedactivity)
-- otherwise: no activities were planned
select a.activity_type as subject, round(avg((a.completed_at::date <= a.due_date)::int), 3) as value,
       bool_and(a.completed_at is not null and a.completed_by_id is not null and a.completed_at::date <= t.day)
       and max(abs(a.completed_at::date - a.due_date)) <= 60 + max(apart.days) as ok
from public.planning_plannedactivity a cross join today t
cross join (select coalesce(max(abs(l.day - p.day_offset)), 0) as days
            from public.planning_activitytemplate p
            join public.batch_lifecyclestage g on g.id = p.target_lifecycle_stage_id
            join (select stage, sum(days) over (partition by geography order by "order") - days as day from fact_stage) l
                on l.stage = g.name) apart
where a.status = 'COMPLETED' group by a.activity_type
