-- limit: how long a statement may wait for a lock; 0 means no limit.
SELECT set_config('lock_timeout', %(milliseconds)s, false);
