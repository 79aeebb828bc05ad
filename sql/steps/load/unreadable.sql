-- unreadable: rejected records whose launch nobody knows. Any stored launch may be one of them, so none may leave.
SELECT count(*) AS records FROM rejected WHERE record_id IS NULL;
