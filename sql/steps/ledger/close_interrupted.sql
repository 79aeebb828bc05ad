-- close_interrupted: whoever holds the lock knows that no other cycle is running, whatever its row says.
UPDATE ops.cycles
SET status = 'interrupted',
    finished_at = clock_timestamp(),
    error = coalesce(error, 'its process or its connection ended without a word')
WHERE status = 'running';
