-- read_status: how a cycle ended whose COMMIT was not answered.
SELECT status FROM ops.cycles WHERE cycle_id = %(cycle_id)s;
