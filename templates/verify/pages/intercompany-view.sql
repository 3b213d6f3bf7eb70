-- title: Finance: transactions for reports
-- page: vw_intercompany_transactions
-- law: The view shows every transaction whose policy is by product grade.
-- subject: transactions by grade
-- unit: rows
-- failing: the view loses transactions
-- when: exists (select from public.finance_intercompanytransaction x join public.finance_intercompanypolicy p on p.policy_id = x.policy_id where p.product_grade_id is not null)
-- otherwise: no transactions by grade were written
select 'by grade' as subject, count(v.tx_id) as value, count(v.tx_id) = count(*) and count(*) > 0 as ok
from public.finance_intercompanytransaction x
join public.finance_intercompanypolicy p on p.policy_id = x.policy_id and p.product_grade_id is not null
left join public.vw_intercompany_transactions v on v.tx_id = x.tx_id
