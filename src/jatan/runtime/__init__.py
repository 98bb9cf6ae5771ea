"""Running an installation: PostgreSQL, web server, worker, processes, backups, logs."""
