-- title: Health: lists
-- page: health/treatments/, health/journal-entries/, health/health-lab-samples/
-- law: There are vaccinations where fish stayed until they were due, delousings where lice were above the limit and history went on, newest treatments and lab samples where vaccinations and moves to the sea were of the last year, and a journal as often as the scenario has it, of several kinds after a move.
-- subject: lists
-- unit: rows
-- needs: facts
-- failing: the list is empty or old
-- when: exists (select from public.health_treatment) or exists (select from public.health_healthlabsample) or exists (select from public.health_journalentry)
-- otherwise: no treatments, lab samples or journal were written
with vaccinated as (
    select a.assignment_date + f.vaccinated_by as day
    from public.batch_batchcontainerassignment a
    join public.batch_lifecyclestage g on g.id = a.lifecycle_stage_id
    join place p on p.container_id = a.container_id
    join fact_stage f on f.geography = p.geography and f.stage = g.name
    cross join today t
    where a.assignment_date + f.vaccinated_by < coalesce(a.departure_date, t.day)),
louse as (
    select c.id from public.health_licecount c
    join public.health_licetype k on k.id = c.lice_type_id and k.species = 'Lepeophtheirus salmonis'
         and k.gender = 'female' and k.development_stage = 'adult'
    join place p on p.container_id = c.container_id
    join fact_lice f on f.geography = p.geography and f.month = extract(month from c.count_date)
    join public.batch_batchcontainerassignment a on a.id = c.assignment_id
    cross join today t
    where c.count_value > f.adult_females * c.fish_sampled
      and c.count_date + interval '12 days' < coalesce(a.departure_date, t.day)),
moved as (
    select a.actual_execution_date as day from public.batch_transferaction a
    join public.batch_batchcontainerassignment s on s.id = a.source_assignment_id
    join public.batch_batchcontainerassignment d on d.id = a.dest_assignment_id
    join place f on f.container_id = s.container_id join place i on i.container_id = d.container_id
    where f.hall_id is not null and i.area_id is not null and a.status = 'COMPLETED')
select l.list as subject, l.entries as value, l.ok
from (select 'vaccinations' as list, 'health_treatment' as source, count(*) as entries, count(*) > 0 as ok
      from public.health_treatment where treatment_type = 'vaccination' having exists (select from vaccinated)
      union all
      select 'delousings', 'health_treatment', count(*), count(*) > 0
      from public.health_treatment where treatment_type in ('physical', 'medication') having exists (select from louse)
      union all
      select 'treatments', 'health_treatment', count(*), max(treatment_date) > (select day - 365 from today)
      from public.health_treatment having exists (select from vaccinated where day > (select day - 350 from today))
      union all
      select 'journal', 'health_journalentry', count(*),
             max(entry_date)::date >= (select t.day - k.every_days - 1 from today t) and (count(distinct category) > 1 or not exists (select from moved))
      from public.health_journalentry
      cross join (select (known ->> 'journal_every_days')::int as every_days from fact) k
      where k.every_days > 0 group by k.every_days
      having exists (select from living l, today t where l.start_date < t.day - k.every_days)
      union all
      select 'lab samples', 'health_healthlabsample', count(*), max(sample_date) > (select day - 500 from today)
      from public.health_healthlabsample having exists (select from moved where day > (select day - 365 from today))) l
where l.source not in (select name from fact_off)
