-- title: Fish of a stay conserved
-- law: Fish that came in = deaths + moved on + harvested + alive, for every stay.
-- subject: stays
-- unit: fish missing
-- on: batch_mortalityevent, harvest_harvestevent, harvest_harvestlot
-- failing: fish appeared or vanished in the named container; the value is arrivals - deaths - moved on - harvested - alive
select subject,
       (eggs + moved_in - died - moved_on - harvested - case when active then population else 0 end)::numeric as value,
       eggs + moved_in - died - moved_on - harvested - case when active then population else 0 end = 0 as ok
from stay
