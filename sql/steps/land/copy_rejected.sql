-- copy_rejected: what the model refused, byte for byte.
COPY pg_temp.rejected (record_id, digest, raw, reasons) FROM STDIN (FORMAT binary);
