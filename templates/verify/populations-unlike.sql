-- title: Tanks hold unlike numbers
-- law: Three or more closed stays of a batch in one stage never all end with the same number of fish.
-- subject: batch-stages
-- unit: different numbers of fish
-- failing: every container of the batch holds exactly as many fish as its neighbour
select batch_number || ' ' || stage as subject, count(distinct population)::numeric as value, count(distinct population) > 1 as ok
from stay where not active
group by batch_number, stage having count(*) >= 3
