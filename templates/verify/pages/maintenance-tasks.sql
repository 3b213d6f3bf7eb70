-- title: Broodstock: maintenance
-- page: broodstock/maintenance-tasks/, broodstock/maintenance-tasks/overdue/
-- law: There are tasks that are done, once containers were emptied two months ago, and where there are tanks for parent fish some that are open.
-- subject: figures
-- unit: tasks
-- failing: the list is empty
-- when: exists (select from public.broodstock_maintenancetask)
-- otherwise: no tasks were written
select 'done' as subject, count(*) as value, count(*) > 0 or not exists (select from public.batch_batchcontainerassignment where departure_date < pg_temp.today() - 60) as ok
from public.broodstock_maintenancetask where completed_date is not null
union all select 'open', count(*), count(*) > 0 or not exists (select from public.infrastructure_freshwaterstation where station_type = 'BROODSTOCK')
from public.broodstock_maintenancetask where completed_date is null
