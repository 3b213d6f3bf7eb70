-- title: History of a batch
-- page: batch/history/*
-- law: Batches, stays, workflows, actions and samples have histories: as many rows created as the table holds.
-- subject: tables
-- unit: rows created
-- failing: the page of the history is empty or lacks rows
-- when: exists (select from public.batch_historicalbatch)
-- otherwise: no histories were written
select h.name as subject, h.made as value, h.made = h.held as ok
from (select 'batches' as name, count(*) filter (where history_type = '+') as made, (select count(*) from public.batch_batch) as held from public.batch_historicalbatch
      union all select 'stays', count(*) filter (where history_type = '+'), (select count(*) from public.batch_batchcontainerassignment) from public.batch_historicalbatchcontainerassignment
      union all select 'workflows', count(*) filter (where history_type = '+'), (select count(*) from public.batch_batchtransferworkflow) from public.batch_historicalbatchtransferworkflow
      union all select 'actions', count(*) filter (where history_type = '+'), (select count(*) from public.batch_transferaction) from public.batch_historicaltransferaction
      union all select 'deaths', count(*) filter (where history_type = '+'), (select count(*) from public.batch_mortalityevent) from public.batch_historicalmortalityevent
      union all select 'samples', count(*) filter (where history_type = '+'), (select count(*) from public.batch_growthsample) from public.batch_historicalgrowthsample) h
where not exists (select from fact_off o where o.name = case h.name when 'deaths' then 'batch_historicalmortalityevent'
                      when 'samples' then 'batch_historicalgrowthsample' when 'stays' then 'batch_historicalbatchcontainerassignment'
                      when 'workflows' then 'batch_historicalbatchtransferworkflow' when 'actions' then 'batch_historicaltransferaction' end)
