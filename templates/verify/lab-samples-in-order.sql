-- title: Laboratory samples in order
-- law: A laboratory sample is taken while its stay lasts, then sent, then answered; findings come with the answer.
-- subject: laboratory samples
-- unit: days to the answer
-- failing: the sample was taken from an empty container, or its dates or findings contradict one another
select coalesce(s.subject, 'sample ' || l.id) || ' on ' || l.sample_date as subject, l.date_results_received - l.sample_date as value,
       l.sample_date >= s.first and (s.departure_date is null or l.sample_date < s.departure_date)
       and l.sample_date <= coalesce(l.date_sent_to_lab, l.sample_date)
       and (l.date_results_received is null or l.date_sent_to_lab <= l.date_results_received)
       and (l.findings_summary is null) = (l.date_results_received is null)
       and (l.quantitative_results is null) = (l.date_results_received is null) as ok
from public.health_healthlabsample l left join stay s on s.id = l.batch_container_assignment_id
