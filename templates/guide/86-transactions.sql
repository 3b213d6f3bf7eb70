-- page: Transactions between companies
-- path: /finance/planning
-- role: FIN ADMIN
-- open: {seller} to {buyer}, {state}
-- expect: {transactions} transactions, the last posted on {day}
-- none: Companies trade nothing with one another.
select f.display_name as seller, t.display_name as buyer, x.state as state, count(*) as transactions, max(x.posting_date) as day
from public.finance_intercompanytransaction x
join public.finance_intercompanypolicy p on p.policy_id = x.policy_id
join public.finance_dimcompany f on f.company_id = p.from_company_id
join public.finance_dimcompany t on t.company_id = p.to_company_id
group by f.display_name, t.display_name, x.state order by f.display_name, t.display_name, x.state
