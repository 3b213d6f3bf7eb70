-- title: Exports are the transactions
-- law: A transaction is exported exactly when one line says so, with its amount, of the day, site, grade and batch of its harvest; an export holds all of a company's transactions of harvested fish in its days, and ends with the newest.
-- subject: exports and exported transactions
-- unit: of the currency
-- on: finance_navexportbatch, finance_navexportline, finance_factharvest
-- failing: the accounting system hears of a sale twice, or never, or of another
with kind as (select id from public.django_content_type where app_label = 'harvest' and model = 'harvestevent'),
sale as (
    select t.*, p.from_company_id, p.product_grade_id
    from public.finance_intercompanytransaction t
    join public.finance_intercompanypolicy p on p.policy_id = t.policy_id
    where t.content_type_id in (select id from kind)),
line as (
    select l.*, e.date_from, e.date_to, e.company_id, count(*) over (partition by l.transaction_id) as times
    from public.finance_navexportline l join public.finance_navexportbatch e on e.batch_id = l.batch_id)
select 'transaction ' || coalesce(t.tx_id, l.transaction_id) as subject, l.amount as value,
       t.state = 'exported' and l.times = 1 and l.amount = coalesce(t.amount, 0) and l.document_no = 'IC' || t.tx_id and l.company_id = t.from_company_id
       and t.posting_date between l.date_from and l.date_to and t.approved_by_id is null
       and exists (select from public.finance_factharvest f where f.event_id = t.object_id and f.product_grade_id = t.product_grade_id
                   and f.product_grade_id = l.product_grade_id and f.dim_company_id = l.dim_company_id and f.dim_company_id = l.company_id
                   and f.dim_site_id = l.dim_site_id and f.dim_batch_id = l.batch_id_int) as ok
from (select * from sale where state = 'exported') t full join line l on l.transaction_id = t.tx_id
union all
select 'export ' || e.batch_id || ' of ' || c.display_name, sum(l.amount),
       e.state = 'exported' and e.posting_date = max(t.posting_date) and e.currency = c.currency and e.date_from <= e.date_to
       and count(l.line_id) = (select count(*) from sale s where s.from_company_id = e.company_id and s.posting_date between e.date_from and e.date_to)
from public.finance_navexportbatch e
join public.finance_dimcompany c on c.company_id = e.company_id
left join public.finance_navexportline l on l.batch_id = e.batch_id
left join public.finance_intercompanytransaction t on t.tx_id = l.transaction_id
group by e.batch_id, c.company_id
