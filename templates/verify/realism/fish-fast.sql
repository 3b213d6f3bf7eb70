-- title: Fish fast
-- law: Rings at sea are without feed on 1 to 12 % of their days, and on nine of ten days before they are harvested and on which they are deloused.
-- subject: kinds of days
-- unit: share without feed
-- chance: one in 100 farms such as forty
-- failing: fish are fed on days on which nobody feeds them
with days as (
    select s.assignment_id, s.day, s.until, f.kg is null as fasted,
           exists (select from public.harvest_harvestevent e where e.assignment_id = s.assignment_id) as harvested,
           exists (select from public.health_treatment t where t.batch_assignment_id = s.assignment_id
                   and t.treatment_type <> 'vaccination' and t.treatment_date::date = s.day) as treated
    from sea_day s left join fed_day f on f.assignment_id = s.assignment_id and f.day = s.day)
select v.what as subject, round(v.share::numeric, 4) as value, v.share between v.low and v.high as ok
from (select avg(fasted::int)::float8 as all_days,
             avg(fasted::int) filter (where day = until - 1 and harvested)::float8 as last_day,
             avg(fasted::int) filter (where treated)::float8 as treated_day, count(*) as n from days) d
cross join lateral (values ('all days', d.all_days, 0.01, 0.12), ('day before the harvest', d.last_day, 0.9, 1), ('day of a delousing', d.treated_day, 0.9, 1)) v (what, share, low, high)
where v.share is not null and d.n >= 5000
