-- title: Harvested fish are sold at cost plus
-- law: What a company pays for harvested fish of a grade is their live weight times what the scenario says that a kilogram cost, and the markup on it, rounded half to even.
-- subject: transactions of harvested fish
-- unit: of the buyer's currency
-- needs: facts
-- on: finance_intercompanytransaction, harvest_harvestlot
-- failing: what one company owes another is wrong
with priced as (
    select t.tx_id, t.amount, t.currency, b.currency as of_buyer, w.kg * c.cost * (1 + p.markup_percent / 100) as wanted, c.cost
    from public.finance_intercompanytransaction t
    join public.finance_intercompanypolicy p on p.policy_id = t.policy_id and p.pricing_basis = 'grade'
    join public.finance_dimcompany s on s.company_id = p.from_company_id
    join public.finance_dimcompany b on b.company_id = p.to_company_id
    join public.infrastructure_geography y on y.id = s.geography_id
    join public.harvest_productgrade g on g.id = p.product_grade_id
    cross join fact f
    cross join lateral (select (f.known -> 'finance' -> 'cost_per_kg' -> y.name -> s.subsidiary ->> g.code)::numeric as cost) c
    left join lateral (select sum(l.live_weight_kg) as kg from public.harvest_harvestlot l
                       where l.event_id = t.object_id and l.product_grade_id = p.product_grade_id) w on true)
select 'transaction ' || tx_id as subject, amount as value,
       case when cost is null then amount is null
            else currency = of_buyer and abs(amount - wanted) <= 0.005 and (abs(amount - wanted) < 0.005 or (amount * 100) % 2 = 0) end as ok
from priced
