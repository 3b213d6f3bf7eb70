-- title: Imports of costs add up
-- law: A month has one import; its number of rows, its total and its checksum are those of its lines, each of a site of its company once a cost group.
-- subject: imports
-- unit: of the currency
-- on: finance_core_costimportbatch, finance_core_costimportline
-- failing: the import does not hold what it says
select b.year || '-' || lpad(b.month::text, 2, '0') as subject, b.total_amount as value,
       count(*) over (partition by b.year, b.month) = 1 and b.imported_row_count = l.lines and b.total_amount = l.total
       and b.checksum = l.checksum and l.fits and l.once = l.lines as ok
from public.finance_core_costimportbatch b
left join lateral (
    select count(*) as lines, sum(n.amount) as total, count(distinct (n.operating_unit_id, n.cost_group_code)) as once,
           bool_and(n.year = b.year and n.month = b.month and n.company_id = s.company_id and n.operating_unit_name = s.site_name
                    and g.cost_group = n.cost_group_code
                    and n.raw_payload = jsonb_build_object('CostGroup', n.cost_group_code, 'OperatingUnit', s.site_name, 'Amount', n.amount::text)) as fits,
           encode(sha256(convert_to('CostGroup,OperatingUnit,Amount' || chr(10)
                  || string_agg(case when n.cost_group_code ~ '[",\r\n]' then '"' || replace(n.cost_group_code, '"', '""') || '"' else n.cost_group_code end || ','
                  || case when s.site_name ~ '[",\r\n]' then '"' || replace(s.site_name, '"', '""') || '"' else s.site_name end
                  || ',' || n.amount || chr(10), '' order by n.line_id), 'UTF8')), 'hex') as checksum
    from public.finance_core_costimportline n
    join public.finance_dimsite s on s.site_id = n.operating_unit_id
    join public.finance_core_accountgroup g on g.group_id = n.account_group_id
    where n.import_batch_id = b.import_batch_id) l on true
