-- open: this cycle is running.
INSERT INTO ops.runs (run_id, requested_mode, mode, range_from, range_to, job_version)
VALUES (%(run_id)s, %(requested_mode)s, %(mode)s, %(range_from)s, %(range_to)s, %(job_version)s);
