-- An empty database as the one is that it shall become. The provider's columns came in 15, and have other names from 17 on.
SELECT format('CREATE DATABASE %I WITH OWNER %I TEMPLATE template0 ENCODING %L LC_COLLATE %L LC_CTYPE %L',
    :'temporary', pg_get_userbyid(d.datdba), pg_encoding_to_char(d.encoding), d.datcollate, d.datctype)
  || CASE t.spcname WHEN 'pg_default' THEN '' ELSE format(' TABLESPACE %I', t.spcname) END
  || CASE row->>'datlocprovider'
    WHEN 'i' THEN format(' LOCALE_PROVIDER icu ICU_LOCALE %L', coalesce(row->>'datlocale', row->>'daticulocale'))
      || coalesce(format(' ICU_RULES %L', row->>'daticurules'), '')
    WHEN 'b' THEN format(' LOCALE_PROVIDER builtin BUILTIN_LOCALE %L', row->>'datlocale')
    ELSE '' END
FROM pg_database d JOIN pg_tablespace t ON t.oid = d.dattablespace CROSS JOIN LATERAL to_jsonb(d) AS row
WHERE d.datname = :'database' \gexec
SELECT format('COMMENT ON DATABASE %I IS %L', :'temporary', 'upgrades: being restored') \gexec
