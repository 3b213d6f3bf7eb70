-- title: Stays hang together
-- law: An active stay has no departure date, a closed one has it, after its first day, or on it where a carrier had the fish aboard for hours; racks and other structural containers hold no fish.
-- subject: stays
-- unit: days
-- failing: the stay is active and departed, closed without a date, ends before it begins, or stands in a structural container
select subject, departure_date - first as value,
       active = (departure_date is null) and (departure_date is null or departure_date > first or carrier_id is not null and departure_date = first) and hierarchy_role = 'HOLDING' as ok
from stay
