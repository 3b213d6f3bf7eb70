-- page: Transfers in which something went wrong
-- path: /transfer-workflows/{id}
-- role: MGR ADMIN OPR
-- open: `{workflow}` of `{batch}`, {state}
-- expect: {skipped} actions skipped, {failed} failed; the reasons stand in their notes
-- none: No action of any transfer was skipped or failed.
select w.workflow_number as workflow, b.batch_number as batch, w.status as state,
       sum(case when a.status = 'SKIPPED' then 1 else 0 end) as skipped,
       sum(case when a.status = 'FAILED' then 1 else 0 end) as failed
from public.batch_transferaction a
join public.batch_batchtransferworkflow w on w.id = a.workflow_id
join public.batch_batch b on b.id = w.batch_id
where a.status in ('SKIPPED', 'FAILED')
group by w.workflow_number, b.batch_number, w.status order by w.workflow_number limit 12
