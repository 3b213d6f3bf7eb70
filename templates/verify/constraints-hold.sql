-- title: Keys and indexes are valid
-- law: Every constraint is validated and every index complete, so that no orphan and no duplicate can hide.
-- subject: constraints and indexes
-- failing: the constraint was not validated or the index is broken
select conname::text as subject, null::numeric as value, convalidated as ok
from pg_constraint where connamespace = 'public'::regnamespace
union all
select indexrelid::regclass::text, null, indisvalid and indisready
from pg_index join pg_class on pg_class.oid = indexrelid where relnamespace = 'public'::regnamespace
