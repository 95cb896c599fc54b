-- How long it takes until what a payment was is known, in days, by who said so.
SELECT
  label_source,
  label,
  count(*) AS labels,
  min(days) AS days_min,
  avg(days) AS days_mean,
  ${median_days} AS days_median,
  max(days) AS days_max
FROM (
  SELECT label_source, label, CAST(label_time_ms - decided_at_ms AS double) / 86400000 AS days
  FROM decisions_latest
  WHERE label IS NOT NULL AND outcome IS NOT NULL
) AS labelled
GROUP BY 1, 2
