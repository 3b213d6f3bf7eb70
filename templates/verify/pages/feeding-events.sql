-- title: Feed: meals
-- page: inventory/feeding-events/, inventory/feeding-events/by_batch/?batch_id=
-- law: Every living batch that feeds had meals on the day before today, or where fish may fast so many days before it as they may, with amount, from half a hundredth of a per cent on share of biomass and, from half a cent on, cost.
-- subject: living batches that feed
-- unit: kg on the last day
-- needs: facts
-- failing: the lists of the batch are empty
-- when: exists (select from public.inventory_feedingevent)
-- otherwise: no meals were written
select b.batch_number as subject, coalesce(f.kg, 0) as value, coalesce(f.kg > 0 and f.sound, false) as ok
from public.batch_batch b
join expected x on x.batch_id = b.id and x.fed
left join (select batch_id, sum(amount_kg) as kg, bool_and((feed_cost > 0 or amount_kg < 0.01) and (feeding_percentage > 0 or amount_kg < 0.01 or amount_kg <= 0.00005 * batch_biomass_kg) and batch_biomass_kg > 0) as sound
           from public.inventory_feedingevent, today, (select greatest(1, (known ->> 'fast_days')::int) as days from fact) fasting where feeding_date >= today.day - fasting.days group by 1) f on f.batch_id = b.id
where b.status = 'ACTIVE'
