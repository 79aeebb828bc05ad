-- holder: the session that holds the cycle's lock, as far as this role may see it; null if none does any more.
SELECT string_agg(
    concat_ws(
        ', ',
        'role ' || activity.usename,
        'application ' || nullif(activity.application_name, ''),
        'from ' || host(activity.client_addr),
        'process ' || activity.pid,
        'since ' || date_trunc('second', activity.backend_start)
    ),
    '; '
)
FROM pg_locks AS held
JOIN pg_stat_activity AS activity USING (pid)
WHERE held.locktype = 'advisory'
  AND held.granted
  AND held.database = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND (held.classid::bigint << 32) + held.objid::bigint = %(key)s
  AND held.objsubid = 1;
