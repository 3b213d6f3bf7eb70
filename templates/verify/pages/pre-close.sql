-- title: Finance: before closing a month
-- page: finance-core/reports/pre-close-summary/?company&operating_unit&year&month
-- law: On the first of this month each site where fish stand since has daily states.
-- subject: sites with fish
-- unit: fish
-- failing: the summary of the month shows no biology
-- when: exists (select from public.finance_dimsite) and exists (select from public.batch_actualdailyassignmentstate)
-- otherwise: no finance or no daily states were written
select s.site_name as subject, sum(d.population) as value, count(d.assignment_id) > 0 as ok
from public.finance_dimsite s
join living l on (s.source_model = 'area' and l.area_id = s.source_pk) or (s.source_model = 'station' and l.station_id = s.source_pk)
cross join today t
left join public.batch_actualdailyassignmentstate d on d.assignment_id = l.assignment_id and d.date = date_trunc('month', t.day - 1)::date
where l.assignment_date <= date_trunc('month', t.day - 1) group by s.site_id, s.site_name
