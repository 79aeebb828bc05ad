-- open: this cycle is running.
INSERT INTO ops.cycles (cycle_id, requested_mode, mode, range_from, range_to, changed_since, job_version)
VALUES (%(cycle_id)s, %(requested_mode)s, %(mode)s, %(range_from)s, %(range_to)s, %(changed_since)s, %(job_version)s);
