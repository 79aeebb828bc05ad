-- has_open_records: whether there are rejected records that are not resolved.
SELECT EXISTS (SELECT FROM ops.rejected_records WHERE resolved_at IS NULL);
