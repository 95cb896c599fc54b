-- One row a payment: of all rows of a key_id the one with most labels, and among imports the one with the later label.
SELECT ${columns}
FROM (
  SELECT *, row_number() OVER (PARTITION BY key_id ORDER BY revision DESC, label_time_ms DESC NULLS LAST) AS place
  FROM decisions
) AS ranked
WHERE place = 1
