-- close_interrupted: the holder of the lock knows that no other cycle is running, so a row that says so is closed.
UPDATE ops.cycles
SET status = 'interrupted',
    finished_at = clock_timestamp(),
    error = coalesce(error, 'its process or its connection ended before it could say how')
WHERE status = 'running';
