-- title: Transactions are coherent
-- law: A transaction is about a workflow or a harvest on its day; it is approved exactly when it is posted, not before its posting date; only cost plus, which the application cannot price, may have no amount.
-- subject: transactions
-- unit: of the currency
-- failing: approvals or sources of transactions contradict themselves
select 'transaction ' || t.tx_id as subject, t.amount as value,
       case k.model when 'batchtransferworkflow' then w.finance_transaction_id = t.tx_id and p.pricing_basis = 'lifecycle'
                    when 'harvestevent' then e.event_date::date = t.posting_date and p.pricing_basis = 'grade'
                         and g.id = e.dest_geography_id and c.subsidiary = e.dest_subsidiary
                         and exists (select 1 from public.harvest_harvestlot l where l.event_id = e.id and l.product_grade_id = p.product_grade_id)
                    else false end
       and (t.state <> 'posted') = (t.approved_by_id is null) and (t.approved_by_id is null) = (t.approval_date is null)
       and coalesce(t.approval_date::date >= t.posting_date, true)
       and (p.method = 'cost_plus' or t.amount is not null) and (t.amount is null) = (t.currency is null) and coalesce(t.amount > 0, true) as ok
from public.finance_intercompanytransaction t
join public.finance_intercompanypolicy p on p.policy_id = t.policy_id
join public.finance_dimcompany c on c.company_id = p.to_company_id
join public.infrastructure_geography g on g.id = c.geography_id
join public.django_content_type k on k.id = t.content_type_id
left join public.batch_batchtransferworkflow w on k.model = 'batchtransferworkflow' and w.id = t.object_id
left join public.harvest_harvestevent e on k.model = 'harvestevent' and e.id = t.object_id
