-- title: Valuations add up
-- law: A project is worth at the end of a month what it was worth before, and what it cost since, but for what died; a kilogram is worth its part; totals are the sums, and what is posted is their movement, once on each side.
-- subject: approved valuations
-- unit: of the currency
-- on: finance_core_valuationrun
-- failing: the balance holds another value than costs lead to
with run as (
    select r.*, s.site_name, s.source_model, p.totals_snapshot as before
    from public.finance_core_valuationrun r
    join public.finance_dimsite s on s.site_id = r.operating_unit_id
    left join lateral (
        select b.totals_snapshot from public.finance_core_valuationrun b
        where b.company_id = r.company_id and b.operating_unit_id = r.operating_unit_id and (b.year, b.month) < (r.year, r.month)
        order by b.year desc, b.month desc, b.version desc limit 1) p on true
    where r.status = 'APPROVED'),
centre as (
    select r.run_id, c ->> 'cost_center_code' as code, (c ->> 'opening_value')::numeric as opening, (c ->> 'allocated_amount')::numeric as allocated,
           (c ->> 'direct_cost')::numeric as direct, (c ->> 'impairment_pct')::numeric as percent, (c ->> 'impairment_amount')::numeric as impairment,
           (c ->> 'closing_value')::numeric as closing, (c ->> 'closing_biomass_kg')::numeric as biomass, (c ->> 'wac_per_kg')::numeric as wac,
           coalesce((select (o ->> 'closing_value')::numeric from jsonb_array_elements(r.before -> 'cost_centers') o
                     where o ->> 'cost_center_code' = c ->> 'cost_center_code'), 0) as was,
           (select sum((a ->> 'allocated_amount')::numeric) from jsonb_array_elements(r.allocation_snapshot) a
            where a ->> 'cost_center_code' = c ->> 'cost_center_code') as given,
           (select coalesce(sum(e.amount), 0) from public.finance_core_budgetentry e
            join public.finance_core_costcenter k on k.cost_center_id = e.cost_center_id and k.site_id = r.operating_unit_id
            where e.budget_id = r.budget_id and e.month = r.month and k.code = c ->> 'cost_center_code') as budgeted,
           (select (b ->> 'biomass_kg')::numeric from jsonb_array_elements(r.biology_snapshot) b
            where b ->> 'cost_center_code' = c ->> 'cost_center_code') as weighed,
           coalesce((select (m ->> 'impairment_pct')::numeric from jsonb_array_elements(r.mortality_snapshot) m
                     where m ->> 'cost_center' = c ->> 'cost_center_code'), 0) as stated
    from run r, jsonb_array_elements(r.totals_snapshot -> 'cost_centers') c),
summed as (
    select run_id, count(*) as centres, sum(opening) as opening, sum(allocated) as allocated, sum(direct) as direct, sum(impairment) as impairment,
           sum(closing) as closing,
           bool_and(opening = was and allocated = given and direct = budgeted and percent = stated and biomass = weighed
                    and impairment = round((opening + allocated + direct) * percent / 100, 2)
                    and closing = opening + allocated + direct - impairment
                    and wac = case when biomass > 0 then round(closing / biomass, 2) else 0 end) as sound
    from centre group by 1),
posted as (
    select r.run_id, (r.totals_snapshot ->> 'delta')::numeric as delta, case r.source_model when 'station' then '8313' else '8310' end as stock,
           case r.source_model when 'station' then 'SMOLT' else 'FISKUR' end as psg
    from run r)
select r.site_name || ' ' || r.year || '-' || lpad(r.month::text, 2, '0') as subject, s.closing as value,
       s.sound and s.centres = jsonb_array_length(r.biology_snapshot)
       and (r.totals_snapshot ->> 'opening_value_total')::numeric = s.opening and (r.totals_snapshot ->> 'allocated_total')::numeric = s.allocated
       and (r.totals_snapshot ->> 'direct_total')::numeric = s.direct and (r.totals_snapshot ->> 'impairment_total')::numeric = s.impairment
       and (r.totals_snapshot ->> 'closing_value_total')::numeric = s.closing and p.delta = s.closing - s.opening
       and r.nav_posting = jsonb_build_object('delta', p.delta::text, 'psg', p.psg, 'lines', jsonb_build_array(
           jsonb_build_object('account_no', a.debit, 'balancing_account_no', a.credit, 'amount', abs(p.delta)::text, 'entry_type', 'DEBIT',
                              'operating_unit', r.site_name, 'psg', p.psg),
           jsonb_build_object('account_no', a.credit, 'balancing_account_no', a.debit, 'amount', abs(p.delta)::text, 'entry_type', 'CREDIT',
                              'operating_unit', r.site_name, 'psg', p.psg))) as ok
from run r
join posted p using (run_id)
cross join lateral (select case when p.delta >= 0 then p.stock else '2211' end as debit, case when p.delta >= 0 then '2211' else p.stock end as credit) a
left join summed s using (run_id)
