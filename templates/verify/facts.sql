-- What the manifest says of the scenario (aqc.facts, '' without one), shared by laws and pages, dropped with the transaction.
create temporary table if not exists fact on commit drop as
select coalesce(nullif(current_setting('aqc.facts', true), ''), '{}')::jsonb as known;

create temporary table if not exists fact_stage on commit drop as
select g.key as geography, s.key as stage, r.*
from fact, jsonb_each(coalesce(known -> 'stages', '{}')) g, jsonb_each(g.value) s,
     jsonb_to_record(s.value) as r (
         "order" int, leg text, days int, move_days int, move_mortality float8, dies_a_day float8, peak float8, peak_days int,
         outbreaks boolean, quality_spread float8, mortality_spread float8, mortality_most float8, first_weight_g float8, root_a_day float8,
         fcr float8, fcr_spread float8, meals_a_day int, weight_cv float8, condition float8, condition_last float8, last_weight_g float8, condition_sd float8,
         sample_every_days int, sample_fish int, sample_from_g float8, vaccinated_by int, fullest float8, burden float8[], appetite_sd float8);

create temporary table if not exists fact_death on commit drop as
select coalesce((known ->> 'unfound_days')::int, 0) as unfound_days, coalesce((known ->> 'scatter')::float8, 0) as scatter from fact;

-- Deaths a fish that events cost a batch at most, to its 91st day and to its end.
create temporary table if not exists fact_struck on commit drop as
select b.key as batch_number, u.key as until, u.value::float8 as deaths
from fact, jsonb_each(coalesce(known -> 'struck', '{}')) b, jsonb_each_text(b.value) u;

create temporary table if not exists fact_lice on commit drop as
select g.key as geography, m.month::int as month, m.adult_females::numeric as adult_females,
       (g.value ->> 'every_days')::int as every_days, coalesce((g.value ->> 'within_days')::int, 10) as within_days, (g.value ->> 'least_effect')::float8 as least_effect
from fact, jsonb_each(coalesce(known -> 'lice', '{}')) g,
     jsonb_array_elements_text(g.value -> 'limit') with ordinality as m (adult_females, month);

create temporary table if not exists fact_off on commit drop as
select o.name from fact, jsonb_array_elements_text(coalesce(known -> 'off', '[]')) as o (name);

-- The day on which somebody looks: the first without history, or the day after the last event where no manifest says.
create or replace function pg_temp.today() returns date language sql stable as
$$select coalesce(nullif(current_setting('aqc.as_of', true), '')::date, (select max(date) + 1 from public.batch_actualdailyassignmentstate),
                  (select max(feeding_date) + 1 from public.inventory_feedingevent),
                  (select max(event_date) + 1 from public.batch_mortalityevent), current_date)$$;

-- Whether the target's own acceptance scripts speak of this farm: a ladder, or one filled to the brim, with thirty living batches.
create or replace function pg_temp.for_acceptance() returns boolean language sql stable as
$$select coalesce(known ->> 'mode', 'ladder') <> 'place all'
         and (select count(*) from public.batch_batch where status = 'ACTIVE') >= 30 from fact$$;

-- A law that compares n values with bounds of chance says so falsely in at most one of 10,000 sound farms: each value may err
-- with 1 / (10,000 n), on either side. alarm(n) is minus the logarithm of that; normal values stay within sqrt(2 alarm)
-- standard deviations, counts (Poisson or binomial) within stray(expected, alarm) of what is expected (Bernstein's bound).
create or replace function pg_temp.alarm(n bigint) returns float8 language sql immutable as 'select ln(20000.0 * greatest(n, 1))::float8';
create or replace function pg_temp.stray(expected float8, alarm float8) returns float8 language sql immutable as
'select alarm / 3 + sqrt(alarm * alarm / 9 + 2 * alarm * greatest(expected, 0))';

-- By what part of a weight a sum of mean weights of netted fish may stray from that of the true ones, in any of so many sums; `net` is the
-- fact: by chance, and at most, in parts of the spread. Of the weights of the sum: `reach` adds up their amounts, `squares` their squares.
create or replace function pg_temp.netted(cv float8, net jsonb, reach float8, squares float8, fish float8, sums bigint) returns float8
language sql immutable as
'select cv * least((net ->> 1)::float8 * reach, (net ->> 0)::float8 * sqrt(2 * pg_temp.alarm(sums) * squares / greatest(fish, 1)))';

-- Condition factor of fish of a weight: even in the cube root of the weight from a stage's first to its last.
create or replace function pg_temp.condition(first float8, last float8, first_g float8, last_g float8, weight_g float8) returns float8
language sql immutable as
'select first + (last - first) * least(1, greatest(0, (cbrt(weight_g) - cbrt(first_g)) / nullif(cbrt(last_g) - cbrt(first_g), 0)))';

-- Deaths a fish that a stay of so many days expects: the daily rate, raised after the move and falling for peak_days.
create or replace function pg_temp.hazard(rate float8, peak float8, peak_days int, days int) returns float8 language sql immutable as
'select rate * (greatest(days, 0) + case when peak_days > 0 then (peak - 1)
     * (least(greatest(days, 0), peak_days) - least(greatest(days, 0), peak_days) * (least(greatest(days, 0), peak_days) - 1) / (2.0 * peak_days))
     else 0 end)';
