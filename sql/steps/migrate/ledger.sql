-- ledger: whether this database already has a ledger of migrations, and not something else of this name.
SELECT count(*) = 2 AS present
FROM pg_attribute
WHERE attrelid = to_regclass('ops.migrations')
  AND attname IN ('name', 'checksum')
  AND (SELECT relkind = 'r' FROM pg_class WHERE oid = attrelid);
