-- title: Sequences ahead of the rows
-- law: The next id that a sequence gives is larger than every id in its table.
-- subject: sequences
-- unit: largest id
-- failing: the next insert of the application would collide
-- when: not exists (select from pg_sequence s join pg_class c on c.oid = s.seqrelid where c.relnamespace = 'public'::regnamespace and not has_sequence_privilege(s.seqrelid, 'SELECT, USAGE'))
-- otherwise: the user may not read the sequences (GRANT SELECT ON ALL SEQUENCES IN SCHEMA public)
select q.sequence::text as subject, q.largest as value, coalesce(pg_sequence_last_value(q.sequence), 0) >= coalesce(q.largest, 0) as ok
from (select pg_get_serial_sequence(format('%I.%I', n.nspname, c.relname), a.attname)::regclass as sequence,
             pg_temp.largest(c.oid::regclass, a.attname) as largest
      from pg_class c
      join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
      join pg_attribute a on a.attrelid = c.oid and a.attidentity <> ''
      where c.relkind = 'r') q
