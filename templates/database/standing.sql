-- What stands in the way of a load, whatever it holds: a row a hindrance, its code, the mode of load that it hinders (full, data or
-- both), what is so, and what to do. `aqc check`, `aqc restore` and the dumps themselves ask this one question. ASCII alone: it is
-- put to databases of every encoding.
SELECT code, mode, message, hint FROM (
    SELECT 1 AS place, 'AQ617' AS code, 'both' AS mode,
        'the server is PostgreSQL ' || pg_catalog.current_setting('server_version') || '; dumps are written for 15 and later' AS message,
        'upgrade the server' AS hint
    WHERE pg_catalog.current_setting('server_version_num')::integer < 150000
    UNION ALL
    SELECT 2, 'AQ617', 'both',
        'the database is encoded in ' || pg_catalog.getdatabaseencoding() || '; the names in a dump need UTF8',
        'make one that is: createdb -T template0 -E UTF8 --locale=C NAME'
    WHERE pg_catalog.getdatabaseencoding() <> 'UTF8'
    UNION ALL
    SELECT 3, 'AQ593', 'both',
        'the server is a standby, which follows another and only reads',
        'name the primary server'
    WHERE pg_catalog.pg_is_in_recovery()
    UNION ALL
    SELECT 4, 'AQ593', 'both',
        'sessions of ' || CURRENT_USER || ' only read here: default_transaction_read_only is on',
        'set it off for this command: PGOPTIONS=''-c default_transaction_read_only=off'' in its environment'
    WHERE pg_catalog.current_setting('default_transaction_read_only') = 'on' AND NOT pg_catalog.pg_is_in_recovery()
    UNION ALL
    SELECT 5, 'AQ591', 'both', 'the database has no schema public', 'CREATE SCHEMA public'
    WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE nspname = 'public')
    UNION ALL
    -- Who owns no table at all is told of that first, where data are to be loaded.
    SELECT 6, 'AQ592', of.mode,
        CURRENT_USER || ' may not create tables and indexes in schema public',
        'as its owner: GRANT USAGE, CREATE ON SCHEMA public TO ' || pg_catalog.quote_ident(CURRENT_USER)
    FROM pg_catalog.pg_namespace AS n, (VALUES ('full'), ('data')) AS of (mode)
    WHERE n.nspname = 'public' AND NOT (pg_catalog.has_schema_privilege(n.oid, 'CREATE') AND pg_catalog.has_schema_privilege(n.oid, 'USAGE'))
        AND (of.mode = 'full' OR EXISTS (SELECT FROM pg_catalog.pg_class AS c
            WHERE c.relnamespace = n.oid AND c.relkind IN ('r', 'p') AND pg_catalog.pg_has_role(c.relowner, 'USAGE')))
    UNION ALL
    SELECT 7, 'AQ592', 'data',
        CURRENT_USER || ' may not make temporary tables in database ' || d.datname,
        'as its owner: GRANT TEMPORARY ON DATABASE ' || pg_catalog.quote_ident(d.datname) || ' TO ' || pg_catalog.quote_ident(CURRENT_USER)
    FROM pg_catalog.pg_database AS d
    WHERE d.datname = pg_catalog.current_database() AND NOT pg_catalog.has_database_privilege(d.oid, 'TEMPORARY')
    UNION ALL
    SELECT 8, 'AQ582', 'full',
        'the database is not empty: it holds ' || pg_catalog.count(*) || ' tables, views and sequences in schema public, such as ' || pg_catalog.min(c.relname),
        'make another: createdb -T template0 -E UTF8 NAME'
    FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
        AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS e
            WHERE e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND e.objid = c.oid AND e.deptype = 'e')
    HAVING pg_catalog.count(*) > 0
) AS hindrance ORDER BY place
