-- title: Imported costs are the farm's own
-- law: What imports call feed is the cost of all meals of a site in the month; eggs and smolt are the deliveries of the month before at their price, and what it bought of the freshwater company then, to the cent.
-- subject: sites and months
-- unit: of the currency
-- needs: facts
-- on: finance_core_costimportline, inventory_feedingevent, batch_creationaction, finance_intercompanytransaction
-- failing: finance tells another story than the farm
with kind as (
    select k.kind, c.code from fact, (values ('feed'), ('fish')) k (kind),
         jsonb_array_elements_text(coalesce(known -> 'finance' -> k.kind, '[]')) c (code)),
booked as (
    select c.id as container_id, d.site_id
    from public.infrastructure_container c
    left join public.infrastructure_hall h on h.id = c.hall_id
    join public.finance_dimsite d on d.source_model = case when c.area_id is null then 'station' else 'area' end
         and d.source_pk = coalesce(c.area_id, h.freshwater_station_id)),
own as (
    select 'feed' as kind, b.site_id, date_trunc('month', e.feeding_date)::date as month, e.feed_cost as amount
    from public.inventory_feedingevent e join booked b on b.container_id = e.container_id
    union all
    select 'fish', b.site_id, (date_trunc('month', a.actual_delivery_date) + interval '1 month')::date,
           round(a.egg_count_planned * coalesce(w.external_cost_per_thousand, case when w.external_supplier_batch_number like 'FISH-%' then 0
                 else (f.known -> 'finance' ->> 'eggs_per_thousand')::numeric end) / 1000, 2)
    from public.batch_creationaction a
    join public.batch_creationworkflow w on w.id = a.workflow_id
    join stay s on s.id = a.dest_assignment_id
    join booked b on b.container_id = s.container_id
    cross join fact f
    where a.status = 'COMPLETED'
    union all
    select 'fish', b.site_id, (date_trunc('month', t.posting_date) + interval '1 month')::date, t.amount
    from public.finance_intercompanytransaction t
    join public.batch_batchtransferworkflow w on w.finance_transaction_id = t.tx_id
    join public.batch_transferaction a on a.workflow_id = w.id and a.action_number = 1
    join stay s on s.id = a.dest_assignment_id
    join booked b on b.container_id = s.container_id),
month as (select year, month, make_date(year, month, 1) as day from public.finance_core_costimportbatch),
wanted as (
    select o.kind, o.site_id, m.day, sum(o.amount) as amount
    from own o join month m on m.day = o.month where o.kind in (select kind from kind) group by 1, 2, 3),
found as (
    select k.kind, l.operating_unit_id as site_id, make_date(l.year, l.month, 1) as day, sum(l.amount) as amount
    from public.finance_core_costimportline l join kind k on k.code = l.cost_group_code group by 1, 2, 3)
select s.site_name || ' ' || to_char(day, 'YYYY-MM') || ', ' || kind as subject, f.amount as value, coalesce(w.amount, 0) = coalesce(f.amount, 0) as ok
from wanted w full join found f using (kind, site_id, day) join public.finance_dimsite s using (site_id)
