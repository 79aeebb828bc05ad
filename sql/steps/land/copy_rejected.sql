-- copy_rejected: what was refused before PostgreSQL, byte for byte.
COPY pg_temp.rejected (record_id, digest, raw, reasons) FROM STDIN (FORMAT binary);
