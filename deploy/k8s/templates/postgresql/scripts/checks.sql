-- One line for each thing that stands in the way of exchanging this database.
SELECT format('there is no database %s on this server', :'database') WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database');
SELECT format('the database %s is a template', datname) FROM pg_database WHERE datname = :'database' AND datistemplate;
SELECT format('somebody has closed the database %s for connections', datname) FROM pg_database WHERE datname = :'database' AND NOT datallowconn;
SELECT format('there is a database %s already: step was restored before', datname) FROM pg_database WHERE datname = :'replaced';
SELECT format('the database %s has the replication slot %s, which would stay with the old one', database, slot_name) FROM pg_replication_slots WHERE database = :'database';
SELECT format('the database %s has the subscription %s, which a dump does not hold', :'database', subname)
  FROM pg_subscription s JOIN pg_database d ON d.oid = s.subdbid WHERE d.datname = :'database';
SELECT format('a prepared transaction, %s, holds the database %s', gid, database) FROM pg_prepared_xacts WHERE database = :'database';
SELECT format('the role %s must be a superuser or own the database %s', current_user, datname)
  FROM pg_database WHERE datname = :'database' AND NOT pg_has_role(datdba, 'MEMBER');
SELECT format('the role %s may not make databases: give it CREATEDB, or set MODE to clean', rolname)
  FROM pg_roles WHERE rolname = current_user AND NOT (rolsuper OR rolcreatedb) AND :'mode' = 'swap';
SELECT format('the database %s has settings for the role %s, which only a superuser may make again', :'database', pg_get_userbyid(s.setrole))
  FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase, pg_roles me
  WHERE d.datname = :'database' AND s.setrole NOT IN (0, me.oid) AND me.rolname = current_user AND NOT me.rolsuper AND :'mode' = 'swap';
