-- find_new_and_corrected: flown launches that have no current version, or one with another document.

-- Only documents that came in other bytes are compared: the order of keys and white space mean nothing, and jsonb knows.
INSERT INTO affected (launch_id, outcome, data_as_of)
SELECT
    received.launch_id,
    CASE WHEN version.launch_id IS NULL THEN 'inserted' ELSE 'changed' END,
    %(data_as_of)s
FROM received
LEFT JOIN ops.launch_versions AS version ON version.launch_id = received.launch_id AND version.valid_to IS NULL
WHERE NOT received.upcoming
  AND (
      version.launch_id IS NULL
      OR (
          version.document_id <> received.document_id
          AND (SELECT document FROM ops.documents AS stored WHERE stored.document_id = version.document_id)
              IS DISTINCT FROM
              (SELECT document FROM ops.documents AS stored WHERE stored.document_id = received.document_id)
      )
  );
