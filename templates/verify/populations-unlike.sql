-- title: Tanks hold unlike numbers
-- law: Three or more closed stays of a batch in one stage, not emptied by death, do not all end with the same number of fish (of what a delivery filled, those that came without those that died), where chance makes that rarer than the law may err: numbers that deaths spread by s fish are all equal with a chance of (1 / 3.5 s) for each further stay.
-- subject: batch-stages
-- unit: different numbers of fish
-- on: batch_mortalityevent
-- chance: one in 10,000 sound farms
-- failing: every container of the batch holds exactly as many fish as its neighbour
select batch_number || ' ' || stage as subject, kinds::numeric as value,
       kinds > 1 or power(least(1, 1 / (3.5 * greatest(spread, 0.01))), stays - 1) * count(*) over () > 0.0001 as ok
from (select batch_number, stage, count(*) as stays, count(distinct population - case when eggs > 0 then died else 0 end) as kinds, sqrt(avg(died)::float8) as spread
      from stay where not active and population > 0 group by batch_number, stage having count(*) >= 3) s
