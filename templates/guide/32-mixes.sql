-- page: Mixed batches
-- path: /batch-details/{id}
-- role: MGR ADMIN OPR
-- open: `{batch}`, {status}
-- expect: {share} % of its fish came from `{source}`, {fish} fish
-- none: No batches were mixed.
select b.batch_number as batch, b.status as status, m.percentage as share, o.batch_number as source,
       m.population_count as fish
from public.batch_batchcomposition m
join public.batch_batch b on b.id = m.mixed_batch_id
join public.batch_batch o on o.id = m.source_batch_id
order by b.batch_number, o.batch_number
