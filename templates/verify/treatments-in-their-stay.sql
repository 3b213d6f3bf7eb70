-- title: Treatments in their stay
-- law: A treatment names the batch and container of its stay and falls into it; vaccinations alone name a vaccine; its journal entry is one of the batch; no ring is harvested while it withholds.
-- subject: treatments
-- unit: days of withholding
-- failing: the treatment lies outside its stay, contradicts it, or its fish were harvested too early
select coalesce(s.subject, 'treatment ' || t.id || ' without a stay') || ' on ' || t.treatment_date::date as subject,
       t.withholding_period_days as value,
       t.batch_id = s.batch_id and t.container_id = s.container_id and t.treatment_date::date >= s.first
       and (s.departure_date is null or t.treatment_date::date < s.departure_date)
       and (t.treatment_type = 'vaccination') = (t.vaccination_type_id is not null)
       and (t.journal_entry_id is null or j.batch_id = t.batch_id and j.entry_date::date <= t.treatment_date::date)
       and (s.harvested = 0 or t.treatment_date::date + t.withholding_period_days <= s.departure_date) as ok
from public.health_treatment t
left join stay s on s.id = t.batch_assignment_id
left join public.health_journalentry j on j.id = t.journal_entry_id
