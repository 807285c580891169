-- What an earlier run has left under the name that this one uses. The lock of this database's folder says that nobody uses it.
SET client_min_messages = warning;
SELECT format('DROP DATABASE IF EXISTS %I WITH (FORCE)', :'temporary') \gexec
