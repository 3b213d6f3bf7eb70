-- title: Weeks have ends
-- law: At most 2 % of lice counts fall on Friday to Sunday, of growth samples on a Sunday (but for those of month ends), and 12 % of feed deliveries on Saturday and Sunday.
-- subject: kinds of work
-- unit: share on days off
-- chance: one in 100 farms such as forty
-- failing: nobody ever has a day off
select v.what as subject, round(v.share, 4) as value, v.share <= v.most as ok
from (values
    ('lice counts on Friday to Sunday', (select avg((extract(isodow from count_date) > 4)::int) from public.health_licecount), 0.02),
    ('samples on Sunday', (select avg((extract(isodow from g.sample_date) = 7)::int) from public.batch_growthsample g
                           join public.batch_batchcontainerassignment a on a.id = g.assignment_id where g.sample_date > a.assignment_date
                             and extract(day from g.sample_date) > 1 and extract(day from g.sample_date + 1) > 1), 0.02),
    ('deliveries at weekends', (select avg((extract(isodow from purchase_date) > 5)::int) from public.inventory_feedpurchase), 0.12)) v (what, share, most)
where v.share is not null
