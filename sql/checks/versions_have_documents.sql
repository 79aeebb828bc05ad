-- versions_have_documents: no document of a version is missing.
-- scope: full

-- The index alone does not tell whether a row is there; pages that VACUUM has not seen yet have to be read. Where that are
-- more than 8 MB, after a large load, the check waits for autovacuum: reading and marking them all would take as long as
-- loading them.
SELECT version.launch_id, version.document_id, version.valid_from, version.valid_to
FROM ops.launch_versions AS version
WHERE NOT EXISTS (SELECT FROM ops.documents AS stored WHERE stored.document_id = version.document_id)
  AND (
      SELECT pg_relation_size(oid) / current_setting('block_size')::integer - relallvisible <= 1000
      FROM pg_class
      WHERE oid = 'ops.documents'::regclass
  )
LIMIT 20;
