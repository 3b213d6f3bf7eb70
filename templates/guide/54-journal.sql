-- page: Health: journal
-- path: /health
-- role: VET QA ADMIN
-- open: category {category}, severity {severity}
-- expect: {entries} entries, {open} of them not resolved
-- none: Nobody keeps a journal.
select category, severity, count(*) as entries, sum(case when resolution_status then 0 else 1 end) as open
from public.health_journalentry group by category, severity order by category, severity
