-- title: Dashboard: overview
-- page: infrastructure/overview/
-- law: There are containers, capacity, living biomass, and meals on the day before today, or where fish may fast so many days before it as they may, where fish were to eat.
-- subject: figures
-- needs: facts
-- failing: the figure is zero
-- when: exists (select from public.batch_batch where status = 'ACTIVE') and exists (select from public.inventory_feedingevent)
-- otherwise: no batch lives, or no meals were written
select 'containers' as subject, count(*) as value, count(*) > 0 as ok from place
union all select 'capacity, kg', sum(max_biomass_kg), sum(max_biomass_kg) > 0 from place
union all select 'living biomass, kg', coalesce(sum(biomass_kg), 0), coalesce(sum(biomass_kg) > 0 or max(population * avg_weight_g) < 5, false) from living
union all select 'latest meals', count(*), count(*) > 0
from public.inventory_feedingevent e, today t, (select greatest(1, (known ->> 'fast_days')::int) as days from fact) fasting
where e.feeding_date >= t.day - fasting.days
having exists (select from expected x where x.fed)
