-- title: Costs are shared out by the rules
-- law: Every imported line of a site and month is shared out among the projects by the rule that holds on the first, to the cent (just between two cents either will do); what rounding leaves goes to the first project, so nothing of it is lost.
-- subject: valuations
-- unit: of the currency
-- on: finance_core_valuationrun, finance_core_costimportline
-- failing: a project bears what another caused, or nobody does
with holding as (
    select r.run_id, n, (e ->> 'cost_center_id')::bigint as centre,
           coalesce((e ->> 'population_count')::numeric / nullif(sum((e ->> 'population_count')::numeric) over w, 0), 0) as fish,
           coalesce((e ->> 'biomass_kg')::numeric / nullif(sum((e ->> 'biomass_kg')::numeric) over w, 0), 0) as biomass
    from public.finance_core_valuationrun r, jsonb_array_elements(r.biology_snapshot) with ordinality as t (e, n)
    window w as (partition by r.run_id)),
score as (
    select h.run_id, h.n, h.centre, l.line_id, l.amount,
           coalesce((u.rule_definition -> 'weights' ->> 'headcount')::numeric, 0.5) * h.fish
           + coalesce((u.rule_definition -> 'weights' ->> 'biomass')::numeric, 0.5) * h.biomass as score, u.rule_id
    from holding h
    join public.finance_core_valuationrun r using (run_id)
    join public.finance_core_costimportline l on l.operating_unit_id = r.operating_unit_id and l.year = r.year and l.month = r.month
    left join lateral (
        select a.rule_definition, a.rule_id from public.finance_core_allocationrule a
        where a.is_active and a.account_group_id = l.account_group_id and a.cost_center_id is null
              and a.effective_from <= make_date(r.year, r.month, 1) and coalesce(a.effective_to >= make_date(r.year, r.month, 1), true)
        order by a.effective_from desc, a.rule_id desc limit 1) u on true),
wanted as (
    select *, amount * case when sum(score) over w > 0 then score / sum(score) over w else 1.0 / count(*) over w end as part
    from score window w as (partition by run_id, line_id)),
found as (
    select r.run_id, (e ->> 'source_line_id')::bigint as line_id, (e ->> 'cost_center_id')::bigint as centre, (e ->> 'allocated_amount')::numeric as amount
    from public.finance_core_valuationrun r, jsonb_array_elements(r.allocation_snapshot) e),
shared as (
    select run_id, coalesce(bool_and(coalesce(w.n = 1 or abs(w.part - f.amount) <= 0.00500000001, false)) and sum(f.amount) = min(w.amount), false) as same,
           sum(f.amount) as amount
    from wanted w full join found f using (run_id, line_id, centre) group by run_id, line_id),
compared as (select run_id, bool_and(same) as same, sum(amount) as amount from shared group by 1)
select s.site_name || ' ' || r.year || '-' || lpad(r.month::text, 2, '0') || ' v' || r.version as subject, c.amount as value,
       c.same and c.amount = (select sum(l.amount) from public.finance_core_costimportline l
                              where l.operating_unit_id = r.operating_unit_id and l.year = r.year and l.month = r.month)
       and coalesce((r.totals_snapshot ->> 'imported_amount')::numeric = c.amount and (r.totals_snapshot ->> 'allocated_amount')::numeric = c.amount,
                    (r.totals_snapshot ->> 'allocated_total')::numeric = c.amount, false)
       and (select count(*) from jsonb_array_elements(r.rule_snapshot))
           = (select count(distinct (l.cost_group_code, w.centre)) from wanted w join public.finance_core_costimportline l using (line_id) where w.run_id = r.run_id)
       and not exists (select from wanted w join public.finance_core_costimportline l using (line_id)
                       where w.run_id = r.run_id and not r.rule_snapshot @> jsonb_build_array(jsonb_build_object(
                           'rule_id', w.rule_id, 'cost_group', l.cost_group_code, 'cost_center_id', w.centre))) as ok
from public.finance_core_valuationrun r
join public.finance_dimsite s on s.site_id = r.operating_unit_id
left join compared c using (run_id)
