-- What was decided on each day (UTC) of payments that were made in a country, by outcome, and what became of it.
SELECT
  ${day_of_decision} AS decided_on,
  coalesce(country, 'unknown') AS country,
  outcome,
  count(*) AS payments,
  sum(CASE WHEN label = 'fraud' THEN 1 ELSE 0 END) AS fraud,
  sum(CASE WHEN label = 'legitimate' THEN 1 ELSE 0 END) AS legitimate
FROM decisions_latest
WHERE outcome IS NOT NULL
GROUP BY 1, 2, 3
