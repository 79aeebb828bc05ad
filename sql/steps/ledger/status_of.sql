-- status_of: how a cycle ended whose COMMIT got no answer.
SELECT status FROM ops.runs WHERE run_id = %(run_id)s;
