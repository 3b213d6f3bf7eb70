-- title: Carriers carry what they may
-- law: The tanks of a carrier are HOLDING, named in no feed plan, and together as large as it says; no load weighs more than its tank may hold; a tank is empty before the next load comes.
-- subject: loads, carriers
-- unit: of the capacity
-- failing: a tank holds too many fish, or those of two loads at once
with aboard as (
    select s.id, s.subject, s.container_id, i.kg as biomass_kg, i.filled, case when s.active then 'infinity' else coalesce(o.emptied, 'infinity') end as emptied
    from stay s
    left join lateral (select sum(transferred_biomass_kg) as kg, min(executed_at) as filled from public.batch_transferaction
                       where dest_assignment_id = s.id and status = 'COMPLETED') i on true
    left join lateral (select max(executed_at) as emptied from public.batch_transferaction
                       where source_assignment_id = s.id and status = 'COMPLETED') o on true
    where s.carrier_id is not null)
select a.subject, round(a.biomass_kg / c.max_biomass_kg, 3) as value,
       a.biomass_kg <= c.max_biomass_kg and a.filled <= a.emptied
       and coalesce(max(a.emptied) over (partition by a.container_id order by a.filled, a.id rows between unbounded preceding and 1 preceding), '-infinity') <= a.filled as ok
from aboard a join public.infrastructure_container c on c.id = a.container_id
union all
select t.name, null, t.capacity_m3 >= coalesce(sum(c.volume_m3), 0) and count(c.id) > 0
       and bool_and(c.hierarchy_role = 'HOLDING' and not c.feed_recommendations_enabled and c.volume_m3 <= k.max_volume_m3)
       and (t.carrier_type = 'VESSEL') = (t.imo_number <> '') and (t.carrier_type = 'TRUCK') = (t.license_plate <> '')
from public.infrastructure_transportcarrier t
left join public.infrastructure_container c on c.carrier_id = t.id
left join public.infrastructure_containertype k on k.id = c.container_type_id
group by t.id
