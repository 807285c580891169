-- Names change hands in one transaction: whatever dies on the way, the server puts back. To rename a database the server locks it, so
-- new connections wait, and waits itself up to 5 s until nobody is in it; whom cut-off-clients.sql ends does not come back before the end.
\o /dev/null
BEGIN;
SET LOCAL lock_timeout = '30s';
SET LOCAL statement_timeout = '60s';

-- What belongs to a database and not to its contents: rights, limit, comment, settings.
SELECT format('REVOKE ALL ON DATABASE %I FROM PUBLIC', :'temporary'), format('REVOKE ALL ON DATABASE %I FROM %I', :'temporary', pg_get_userbyid(datdba))
FROM pg_database WHERE datname = :'database' AND datacl IS NOT NULL \gexec
SELECT format('GRANT %s ON DATABASE %I TO %s%s', a.privilege_type, :'temporary',
  CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END, CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
FROM pg_database d, aclexplode(d.datacl) a WHERE d.datname = :'database' \gexec
SELECT format('ALTER DATABASE %I CONNECTION LIMIT %s', :'temporary', datconnlimit),
  format('COMMENT ON DATABASE %I IS %L', :'temporary', shobj_description(oid, 'pg_database'))
FROM pg_database WHERE datname = :'database' \gexec
SELECT format('ALTER %s SET %I TO %L', owner, name, value) FROM (
  SELECT split_part(setting, '=', 1) AS name, substr(setting, strpos(setting, '=') + 1) AS value,
    CASE s.setrole WHEN 0 THEN format('DATABASE %I', :'temporary') ELSE format('ROLE %I IN DATABASE %I', pg_get_userbyid(s.setrole), :'temporary') END AS owner
  FROM pg_database d JOIN pg_db_role_setting s ON s.setdatabase = d.oid, unnest(s.setconfig) AS setting
  WHERE d.datname = :'database') AS settings
WHERE name NOT IN ('search_path', 'temp_tablespaces', 'session_preload_libraries', 'local_preload_libraries') \gexec
-- Lists of names cannot be written as one literal. From here on the session's own search_path may be any, so nothing is called unqualified.
SELECT format('SELECT pg_catalog.set_config(%L, %L, true)', name, value), format('ALTER %s SET %I FROM CURRENT', owner, name) FROM (
  SELECT split_part(setting, '=', 1) AS name, substr(setting, strpos(setting, '=') + 1) AS value,
    CASE s.setrole WHEN 0 THEN format('DATABASE %I', :'temporary') ELSE format('ROLE %I IN DATABASE %I', pg_get_userbyid(s.setrole), :'temporary') END AS owner
  FROM pg_database d JOIN pg_db_role_setting s ON s.setdatabase = d.oid, unnest(s.setconfig) AS setting
  WHERE d.datname = :'database') AS settings
WHERE name IN ('search_path', 'temp_tablespaces', 'session_preload_libraries', 'local_preload_libraries') \gexec

ALTER DATABASE :"database" RENAME TO :"replaced";
ALTER DATABASE :"temporary" RENAME TO :"database";
ALTER DATABASE :"replaced" ALLOW_CONNECTIONS false;
COMMENT ON DATABASE :"replaced" IS :'about';
COMMIT;
