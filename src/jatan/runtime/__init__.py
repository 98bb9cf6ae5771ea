"""Running the house: PostgreSQL, web server, worker, processes, backups, logs."""
