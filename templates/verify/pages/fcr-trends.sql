-- title: FCR of a batch
-- page: operational/fcr-trends/?batch_id=
-- law: A living batch that has been weighed for three months has stored periods with FCR in the last year, between 0.5 and 3, and a scenario to compare with.
-- subject: living batches
-- unit: FCR
-- failing: the line of actual FCR is empty or absurd
-- when: exists (select from public.inventory_batchfeedingsummary) and exists (select from public.scenario_fcrmodelstage)
-- otherwise: no feeding summaries or scenarios were written
select b.batch_number as subject, round(sum(s.total_feed_kg) / nullif(sum(s.total_growth_kg), 0), 3) as value,
       count(s.weighted_avg_fcr) > 0 and sum(s.total_feed_kg) / nullif(sum(s.total_growth_kg), 0) between 0.5 and 3
       and exists (select from public.scenario x join public.scenario_fcrmodelstage m on m.model_id = x.fcr_model_id where x.batch_id = b.id) as ok
from public.batch_batch b
cross join today t
join public.batch_lifecyclestage g on g.id = b.lifecycle_stage_id and g."order" > 3
left join public.inventory_batchfeedingsummary s on s.batch_id = b.id and s.period_end >= t.day - 365
where b.status = 'ACTIVE' group by b.id, b.batch_number
