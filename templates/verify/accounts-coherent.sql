-- title: Accounts are coherent
-- law: An account is of the kind of its group; no group lies in itself; each group that costs are imported into has an account; the accounts that the application posts the stock of fish to are assets.
-- subject: account groups and fixed accounts
-- failing: costs cannot be booked where they belong
with recursive up (code, group_id, parent_id, depth) as (
    select code, group_id, parent_id, 0 from public.finance_core_accountgroup
    union all select u.code, g.group_id, g.parent_id, u.depth + 1 from up u
    join public.finance_core_accountgroup g on g.group_id = u.parent_id where u.depth < 50)
select 'group ' || g.code as subject, null::numeric as value,
       not exists (select from up u where u.code = g.code and u.depth >= 50)
       and not exists (select from public.finance_core_account a where a.group_id = g.group_id and a.account_type <> g.account_type)
       and (g.cost_group is null or exists (select from public.finance_core_account a where a.group_id = g.group_id)) as ok
from public.finance_core_accountgroup g
union all
select 'account ' || f.code, null, exists (select from public.finance_core_account a where a.code = f.code and a.account_type = 'ASSET' and a.is_active)
from (values ('8313'), ('8310'), ('2211')) f (code)
where exists (select from public.finance_core_valuationrun)
