-- Everything in this database goes but extensions and what belongs to them: objects that the dump does not know, too.
BEGIN;
SET LOCAL lock_timeout = '60s';
SET LOCAL client_min_messages = error;
SELECT lo_unlink(oid) FROM pg_largeobject_metadata \g /dev/null
DO $$
DECLARE
  statement text;
BEGIN
  FOR statement IN
    SELECT format('DROP EVENT TRIGGER %I', evtname) FROM pg_event_trigger t
      WHERE NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_event_trigger'::regclass AND objid = t.oid AND deptype = 'e')
    UNION ALL SELECT format('DROP PUBLICATION %I', pubname) FROM pg_publication
    UNION ALL SELECT format('DROP SCHEMA %I CASCADE', nspname) FROM pg_namespace n
      WHERE nspname NOT LIKE 'pg\_%' AND nspname <> 'information_schema' AND nspname <> 'public'
        AND NOT EXISTS (SELECT FROM pg_extension WHERE extnamespace = n.oid)
        AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_namespace'::regclass AND objid = n.oid AND deptype = 'e')
  LOOP EXECUTE statement; END LOOP;

  -- In public and in schemas of extensions, one after the other: what was dropped with another is not there any more.
  LOOP
    SELECT format('DROP %s CASCADE', name) INTO statement FROM (
      SELECT CASE c.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE' WHEN 'f' THEN 'FOREIGN TABLE' WHEN 'c' THEN 'TYPE' ELSE 'TABLE' END
          || format(' %I.%I', n.nspname, c.relname) AS name, n.nspname, 'pg_class'::regclass AS class, c.oid
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'c', 'S')
          AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = c.oid AND deptype IN ('i', 'a') AND refclassid = 'pg_class'::regclass AND refobjid <> c.oid)
      UNION ALL
      SELECT CASE p.prokind WHEN 'a' THEN 'AGGREGATE' WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END
          || format(' %I.%I(%s)', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid)), n.nspname, 'pg_proc'::regclass, p.oid
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
      UNION ALL
      SELECT format('TYPE %I.%I', n.nspname, t.typname), n.nspname, 'pg_type'::regclass, t.oid
        FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE t.typtype IN ('e', 'd', 'r')
      UNION ALL
      SELECT format('COLLATION %I.%I', n.nspname, c.collname), n.nspname, 'pg_collation'::regclass, c.oid
        FROM pg_collation c JOIN pg_namespace n ON n.oid = c.collnamespace
      UNION ALL
      SELECT format('TEXT SEARCH CONFIGURATION %I.%I', n.nspname, c.cfgname), n.nspname, 'pg_ts_config'::regclass, c.oid
        FROM pg_ts_config c JOIN pg_namespace n ON n.oid = c.cfgnamespace
      UNION ALL
      SELECT format('TEXT SEARCH DICTIONARY %I.%I', n.nspname, c.dictname), n.nspname, 'pg_ts_dict'::regclass, c.oid
        FROM pg_ts_dict c JOIN pg_namespace n ON n.oid = c.dictnamespace) AS objects
    WHERE nspname NOT LIKE 'pg\_%' AND nspname <> 'information_schema'
      AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = class AND objid = objects.oid AND deptype = 'e')
    LIMIT 1;
    EXIT WHEN NOT FOUND;
    EXECUTE statement;
  END LOOP;
END $$;
