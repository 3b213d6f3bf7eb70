-- title: Weather hangs together
-- law: From day to day the air's departure from the mean of two months resembles itself (correlation 0.5 to 0.9, and 0.2 to 0.8 after two days), wind and rain come at once (0.15 to 0.7), and from May to August the warmest of a day's records is 0.8 to 12 degrees above the coldest.
-- subject: air, wind and rain of areas
-- unit: correlation, degrees
-- chance: one in 100 farms such as forty
-- failing: each day's weather, and each quantity of it, is drawn for itself
with daily as (
    select area_id, timestamp::date as day, avg(temperature)::float8 as air, avg(wind_speed)::float8 as wind, sum(precipitation)::float8 as rain
    from public.environmental_weatherdata group by 1, 2),
around as (
    select area_id, day, air - avg(air) over v as air, wind - avg(wind) over v as wind, rain - avg(rain) over v as rain
    from daily window v as (partition by area_id order by day rows between 30 preceding and 30 following)),
memory as (
    select corr(air, lag_1) as one, corr(air, lag_2) as two, corr(wind, rain) as wet, count(*) as n
    from (select *, lag(air) over v as lag_1, lag(air, 2) over v as lag_2 from around window v as (partition by area_id order by day)) a),
hourly as (
    select area_id, extract(hour from timestamp) as hour, avg(temperature)::float8 as air
    from public.environmental_weatherdata where extract(month from timestamp) between 5 and 8 group by 1, 2 having count(*) >= 100),
swings as (select max(air) - min(air) as swing from hourly group by area_id having count(*) >= 3)
select v.what as subject, round(v.x::numeric, 3) as value, v.x between v.low and v.high as ok
from memory m cross join (select percentile_cont(0.5) within group (order by swing) as swing from swings) s
cross join lateral (values ('air and yesterday', m.one, 0.5, 0.9), ('air two days ago', m.two, 0.2, 0.8),
                           ('wind and rain', m.wet, 0.15, 0.7), ('day and night in summer', s.swing, 0.8, 12)) v (what, x, low, high)
where m.n >= 1000 and v.x is not null
