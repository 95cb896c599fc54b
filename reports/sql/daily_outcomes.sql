-- What was decided on each day (UTC), by outcome and currency, and what became of it. Money in minor units.
SELECT
  ${day_of_decision} AS decided_on,
  outcome,
  currency,
  count(*) AS payments,
  sum(amount_minor) AS amount_minor,
  sum(CASE WHEN label = 'fraud' THEN 1 ELSE 0 END) AS fraud,
  sum(CASE WHEN label = 'legitimate' THEN 1 ELSE 0 END) AS legitimate,
  sum(CASE WHEN label = 'fraud' THEN amount_minor ELSE 0 END) AS fraud_amount_minor
FROM decisions_latest
WHERE outcome IS NOT NULL
GROUP BY 1, 2, 3
