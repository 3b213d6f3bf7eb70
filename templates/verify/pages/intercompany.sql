-- title: Finance: transactions
-- page: finance/intercompany/transactions/, …/pending-approvals/
-- law: There are transactions that wait for approval and posted ones; posted ones have who and when.
-- subject: states
-- unit: transactions
-- failing: the list or the approvals are empty
-- when: exists (select from public.finance_intercompanytransaction)
-- otherwise: no transactions were written
select s.state as subject, count(x.tx_id) as value,
       count(x.tx_id) > 0 and coalesce(bool_and((x.state = 'pending') = (x.approved_by_id is null) and (x.state = 'pending') = (x.approval_date is null)), false) as ok
from unnest(array['pending', 'posted']) s (state)
left join public.finance_intercompanytransaction x on x.state = s.state
group by s.state
