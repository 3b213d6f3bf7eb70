-- title: Finance: transactions
-- page: finance/intercompany/transactions/, …/pending-approvals/
-- law: Transactions of harvested fish, which the application cannot price, wait for approval; posted ones have who and when.
-- subject: states
-- unit: transactions
-- failing: the list or the approvals are empty
-- when: exists (select from public.finance_intercompanytransaction)
-- otherwise: no transactions were written
select s.state as subject, count(x.tx_id) as value,
       coalesce(bool_and((x.state = 'pending') = (x.approved_by_id is null) and (x.state = 'pending') = (x.approval_date is null)), false) as ok
from (select distinct state from public.finance_intercompanytransaction
      union select 'pending' from public.finance_intercompanytransaction x
      join public.finance_intercompanypolicy p on p.policy_id = x.policy_id and p.product_grade_id is not null) s
left join public.finance_intercompanytransaction x on x.state = s.state
group by s.state
