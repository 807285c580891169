-- Ends every session of this database, again and again for 20 s, until it is stopped. By its number: who is in the one that takes the
-- name is left alone. The statistics are asked anew each time.
SELECT set_config('upgrades.database', oid::text, false) FROM pg_database WHERE datname = :'database' \g /dev/null
DO $$
BEGIN
  FOR i IN 1..400 LOOP
    PERFORM pg_stat_clear_snapshot();
    PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datid = current_setting('upgrades.database')::oid AND pid <> pg_backend_pid() AND application_name <> 'upgrades';
    PERFORM pg_sleep(0.05);
  END LOOP;
END $$;
