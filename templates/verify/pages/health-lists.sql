-- title: Health: lists
-- page: health/treatments/, health/journal-entries/, health/health-lab-samples/
-- law: Vaccinations, delousings, journal entries of several kinds and lab samples are there; the newest are of the last year.
-- subject: lists
-- unit: rows
-- failing: the list is empty or old
-- when: exists (select from public.health_treatment) and exists (select from public.health_healthlabsample) and exists (select from public.health_licecount)
-- otherwise: no treatments, lab samples or lice counts were written
select 'vaccinations' as subject, count(*) as value, count(*) > 0 as ok from public.health_treatment where treatment_type = 'vaccination'
union all
select 'delousings', count(*), count(*) > 0 from public.health_treatment where treatment_type in ('physical', 'medication')
union all
select 'treatments', count(*), max(treatment_date) > (select day - 365 from today) from public.health_treatment
union all
select 'journal', count(*), max(entry_date) > (select day - 60 from today) and count(distinct category) > 1 from public.health_journalentry
union all
select 'lab samples', count(*), max(sample_date) > (select day - 365 from today) from public.health_healthlabsample
