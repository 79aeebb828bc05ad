-- limit: how long the next statement may wait for a lock; 0 means no limit of its own.
SELECT set_config('lock_timeout', %(milliseconds)s, false);
