-- page: Batches: every status
-- path: /batch-management
-- role: MGR ADMIN OPR
-- open: status {status}
-- expect: {batches} of type {type}, such as `{example}`
-- none: There is no batch.
select status, batch_type as type, count(*) as batches, min(batch_number) as example
from public.batch_batch group by status, batch_type order by status, batch_type
