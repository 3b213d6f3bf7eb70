-- page: Health: treatments
-- path: /health
-- role: VET QA ADMIN
-- open: {type}, outcome {outcome}
-- expect: {treatments} treatments, the last begun on {day}
-- none: Nobody was treated.
select treatment_type as type, outcome, count(*) as treatments, substr(cast(max(treatment_date) as text), 1, 10) as day
from public.health_treatment group by treatment_type, outcome order by treatment_type, outcome
