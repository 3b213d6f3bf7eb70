-- title: Sales to the sea are booked
-- law: A completed transfer between companies for whose stage there is a price has one transaction: its biomass times the price, rounded half to even, on its last day, in the buyer's currency.
-- subject: transfers between companies
-- unit: of the buyer's currency
-- on: finance_intercompanytransaction
-- failing: what one company owes another is wrong
select w.workflow_number as subject, t.amount as value,
       t.tx_id is not null and t.object_id = w.id and t.posting_date = w.actual_completion_date
       and t.currency = b.currency and t.policy_id = p.policy_id
       and abs(t.amount - w.total_biomass_kg * p.price_per_kg) <= 0.005
       and (abs(t.amount - w.total_biomass_kg * p.price_per_kg) < 0.005 or (t.amount * 100) % 2 = 0) as ok
from public.batch_batchtransferworkflow w
join public.batch_transferaction a on a.workflow_id = w.id and a.action_number = 1
join stay s on s.id = a.source_assignment_id
join stay d on d.id = a.dest_assignment_id
join public.infrastructure_hall h on h.id = s.hall_id
join public.finance_dimsite ss on ss.source_model = 'station' and ss.source_pk = h.freshwater_station_id
join public.finance_dimsite ds on ds.source_model = 'area' and ds.source_pk = d.area_id
join public.finance_dimcompany b on b.company_id = ds.company_id
join public.finance_intercompanypolicy p on p.from_company_id = ss.company_id and p.to_company_id = ds.company_id
     and p.pricing_basis = 'lifecycle' and p.lifecycle_stage_id = w.source_lifecycle_stage_id
left join public.finance_intercompanytransaction t on t.tx_id = w.finance_transaction_id
     and t.content_type_id = (select id from public.django_content_type where app_label = 'batch' and model = 'batchtransferworkflow')
where w.is_intercompany and w.status = 'COMPLETED'
