-- title: Pairs are of one plan and two fish
-- law: A pair is a female and a male of one station, decided on within its plan while both lived; its progeny are the eggs that it gave, nothing where it gave none.
-- subject: pairs
-- unit: eggs
-- failing: the lineage of the eggs is false
select 'pair ' || p.id as subject, p.progeny_count as value,
       f.id <> m.id and f.traits ->> 'sex' = 'female' and m.traits ->> 'sex' = 'male' and hf.freshwater_station_id = hm.freshwater_station_id
       and p.pairing_date between l.start_date and l.end_date and p.pairing_date >= greatest(f.created_at, m.created_at)
       and (f.health_status <> 'deceased' or f.updated_at > p.pairing_date) and (m.health_status <> 'deceased' or m.updated_at > p.pairing_date)
       and p.progeny_count is not distinct from e.eggs as ok
from public.broodstock_breedingpair p
join public.broodstock_breedingplan l on l.id = p.plan_id
join public.broodstock_broodstockfish f on f.id = p.female_fish_id
join public.broodstock_broodstockfish m on m.id = p.male_fish_id
join public.infrastructure_container cf on cf.id = f.container_id
join public.infrastructure_container cm on cm.id = m.container_id
left join public.infrastructure_hall hf on hf.id = cf.hall_id
left join public.infrastructure_hall hm on hm.id = cm.hall_id
left join (select pair_id, sum(egg_count)::int as eggs from public.broodstock_eggproduction group by 1) e on e.pair_id = p.id
