-- title: Mixes add up
-- law: What a mixed batch is made of is the fish and biomass that other batches gave to it, batch by batch; so are the parts of the act of mixing, where one is recorded. Percentages are shares of the fish and make 100, within 0.01 for each. Only mixed batches are made of others.
-- subject: batches that are mixed, or said to be made of others
-- unit: fish
-- on: batch_batchcomposition, batch_batchmixevent, batch_batchmixeventcomponent
-- failing: fish appeared or vanished in the mix, or came from elsewhere
with told as (
    select 'composition' as kind, mixed_batch_id as mixed_id, source_batch_id as batch_id, population_count as fish, biomass_kg as kg, percentage
    from public.batch_batchcomposition
    union all
    select 'event ' || e.id, e.mixed_batch_id, c.source_batch_id, c.population_count, c.biomass_kg, c.percentage
    from public.batch_batchmixevent e left join public.batch_batchmixeventcomponent c on c.mix_event_id = e.id),
kinds as (
    select mixed_id, kind, sum(fish) as fish, sum(kg) as kg, abs(sum(percentage) - 100) <= 0.01 * count(*) as whole
    from told group by 1, 2),
shares as (
    select t.mixed_id, bool_and(coalesce(g.fish = t.fish and g.kg = t.kg, false) and abs(t.percentage - 100.0 * t.fish / nullif(k.fish, 0)) <= 0.005001) as ok
    from told t join kinds k using (mixed_id, kind) left join given g using (mixed_id, batch_id) group by 1),
gave as (select mixed_id, sum(fish) as fish, sum(kg) as kg from given group by 1)
select b.batch_number as subject, g.fish::numeric as value,
       b.batch_type = 'MIXED' and coalesce(bool_and(k.fish = g.fish and k.kg = g.kg and k.whole) and bool_and(s.ok) and bool_or(k.kind = 'composition'), false)
       and coalesce(g.fish = (select sum(y.moved_in) from stay y where y.batch_id = b.id and y.first = b.start_date), false) as ok
from public.batch_batch b
left join gave g on g.mixed_id = b.id
left join kinds k on k.mixed_id = b.id
left join shares s on s.mixed_id = b.id
where b.batch_type = 'MIXED' or k.mixed_id is not null or g.mixed_id is not null
group by b.id, b.batch_number, b.batch_type, g.fish
