-- title: Breeding plans weigh traits
-- law: A breeding plan begins before it ends, is written down before that, and weighs each trait once, 1 in all.
-- subject: breeding plans
-- unit: sum of the weights
-- failing: the plan says nothing of use
select p.name as subject, round(sum(t.priority_weight)::numeric, 6) as value,
       p.start_date < p.end_date and p.created_at < p.end_date and count(t.id) = 4 and count(distinct t.trait_name) = 4
       and abs(sum(t.priority_weight) - 1) < 1e-9 as ok
from public.broodstock_breedingplan p
left join public.broodstock_breedingtraitpriority t on t.plan_id = p.id
group by p.id
