-- page: Broodstock: plans and pairs
-- path: /broodstock
-- role: MGR ADMIN
-- open: {plan}
-- expect: {pairs} pairs, {progeny} eggs of them; the plan ends on {day}
-- none: Nobody keeps parent fish.
select p.name as plan, count(r.id) as pairs, coalesce(sum(r.progeny_count), 0) as progeny,
       substr(cast(p.end_date as text), 1, 10) as day
from public.broodstock_breedingplan p
left join public.broodstock_breedingpair r on r.plan_id = p.id
group by p.id, p.name, p.end_date order by p.end_date, p.name limit 12
