-- title: Finance: transactions
-- page: finance/intercompany/transactions/, …/pending-approvals/
-- law: Transactions are listed by their states; posted ones have who and when, others nobody.
-- subject: states
-- unit: transactions
-- failing: the list or the approvals are empty
-- when: exists (select from public.finance_intercompanytransaction)
-- otherwise: no transactions were written
select s.state as subject, count(x.tx_id) as value,
       bool_and((x.state <> 'posted') = (x.approved_by_id is null) and (x.state <> 'posted') = (x.approval_date is null)) as ok
from (select distinct state from public.finance_intercompanytransaction) s
join public.finance_intercompanytransaction x on x.state = s.state
group by s.state
