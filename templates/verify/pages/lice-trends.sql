-- title: Lice: trends
-- page: health/lice-counts/trends/?interval=monthly&geography=
-- law: In each of the last twelve months there are counts in a geography where fish lived at sea all the month and are counted every four weeks or oftener.
-- subject: geographies and months
-- unit: samplings
-- needs: facts
-- failing: the chart of the last year has a hole
-- when: exists (select from public.health_licecount)
-- otherwise: no lice were counted
select s.geography || ' ' || to_char(m.first, 'YYYY-MM') as subject, count(c.id) as value, count(c.id) > 0 as ok
from (select (date_trunc('month', t.day) - make_interval(months => n))::date as first from today t, generate_series(1, 12) n) m
cross join lateral (select distinct p.geography from public.batch_batchcontainerassignment a join place p on p.container_id = a.container_id
                    join (select distinct geography from fact_lice where every_days <= 28) f on f.geography = p.geography
                    where p.area_id is not null and a.assignment_date <= m.first
                      and coalesce(a.departure_date, 'infinity') >= m.first + interval '1 month') s
join place p on p.geography = s.geography and p.area_id is not null
left join public.health_licecount c on c.container_id = p.container_id and c.count_date >= m.first and c.count_date < m.first + interval '1 month'
group by s.geography, m.first
