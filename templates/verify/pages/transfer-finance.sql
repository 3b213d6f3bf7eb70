-- title: Transfers: finance
-- page: batch/transfer-workflows/{id}/
-- law: A completed transfer between companies, for whose stage there is a price, shows its transaction, with amount, and the transaction points back.
-- subject: transfers between companies
-- unit: amount
-- failing: the finance tab is empty
-- when: exists (select from public.finance_intercompanytransaction)
-- otherwise: no transactions were written
select w.workflow_number as subject, x.amount as value, x.amount > 0 and x.object_id = w.id and x.content_type_id = c.id as ok
from public.batch_batchtransferworkflow w
left join public.finance_intercompanytransaction x on x.tx_id = w.finance_transaction_id
left join public.django_content_type c on c.app_label = 'batch' and c.model = 'batchtransferworkflow'
where w.is_intercompany and w.status = 'COMPLETED'
  and exists (select from public.finance_intercompanypolicy p
              join public.finance_dimcompany k on k.company_id = p.from_company_id
              join place y on y.geography_id = k.geography_id
              join public.batch_batchcontainerassignment s on s.container_id = y.container_id and s.batch_id = w.batch_id
              where p.pricing_basis = 'lifecycle' and p.lifecycle_stage_id = w.source_lifecycle_stage_id)
