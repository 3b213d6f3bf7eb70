-- title: Moves of parent fish form a chain
-- law: A parent fish moves from the tank in which its last move ended into another, after it was written down, and stands where its newest move ended.
-- subject: parent fish that moved
-- unit: moves
-- failing: the fish is not where its moves lead
select 'fish ' || f.id as subject, count(*) as value,
       bool_and(m.from_container_id <> m.to_container_id and m.movement_date >= f.created_at
                and m.from_container_id = coalesce(m.before, m.from_container_id)
                and (m.after is not null or m.to_container_id = f.container_id)) as ok
from (select *, lag(to_container_id) over w as before, lead(id) over w as after
      from public.broodstock_fishmovement window w as (partition by fish_id order by movement_date, id)) m
join public.broodstock_broodstockfish f on f.id = m.fish_id
group by f.id
