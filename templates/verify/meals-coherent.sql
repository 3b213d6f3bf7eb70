-- title: Meals in their stay
-- law: A meal names the batch and container of its stay, falls into the stay, and its percentage is amount / biomass.
-- subject: meals
-- unit: % of biomass
-- failing: the meal lies outside its stay, contradicts it, or states a wrong percentage
select 'meal ' || e.id || ' on ' || e.feeding_date as subject, e.feeding_percentage as value,
       e.batch_id = s.batch_id and e.container_id = s.container_id and e.feeding_date >= s.first
       and (s.departure_date is null or e.feeding_date < s.departure_date)
       and e.batch_biomass_kg > 0
       and abs(least(99.99, 100 * e.amount_kg / e.batch_biomass_kg) - e.feeding_percentage) <= 0.0051 as ok
from public.inventory_feedingevent e left join stay s on s.id = e.batch_assignment_id
