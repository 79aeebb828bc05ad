-- status_of: how a cycle ended whose COMMIT got no answer.
SELECT status FROM ops.cycles WHERE cycle_id = %(cycle_id)s;
