-- title: Finance: companies and cost centres
-- page: finance-core/companies/, finance-core/cost-centers/
-- law: Each company of a geography has sites where it runs any, and each batch that has a container a project below its site.
-- subject: companies and batches
-- unit: rows
-- failing: the page is empty for the company or the batch
-- when: exists (select from public.finance_dimcompany)
-- otherwise: no finance was written
select 'company ' || c.display_name as subject, count(s.site_id) as value, count(s.site_id) > 0 or c.subsidiary = 'LG'
       or c.subsidiary = 'FW' and not exists (select from public.infrastructure_freshwaterstation f where f.geography_id = c.geography_id)
       or c.subsidiary = 'FM' and not exists (select from public.infrastructure_area a where a.geography_id = c.geography_id) as ok
from public.finance_dimcompany c left join public.finance_dimsite s on s.company_id = c.company_id group by c.company_id, c.display_name, c.subsidiary, c.geography_id
union all
select 'batch ' || b.batch_number, count(x.cost_center_id),
       count(x.cost_center_id) = 1 or not exists (select from public.batch_batchcontainerassignment a where a.batch_id = b.id)
from public.batch_batch b
left join public.finance_core_costcenterbatchlink l on l.batch_id = b.id
left join public.finance_core_costcenter x on x.cost_center_id = l.cost_center_id and x.cost_center_type = 'PROJECT' and x.parent_id is not null
group by b.id, b.batch_number
