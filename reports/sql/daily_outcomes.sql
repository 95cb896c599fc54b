-- What was decided on each day (UTC), by outcome and currency, and what became of it. Money in minor units, of which
-- `minor_units` are a whole one: a test holds the list against the currencies that payments are taken in.
SELECT
  ${day_of_decision} AS decided_on,
  outcome,
  currency,
  count(*) AS payments,
  sum(amount_minor) AS amount_minor,
  sum(CASE WHEN label = 'fraud' THEN 1 ELSE 0 END) AS fraud,
  sum(CASE WHEN label = 'legitimate' THEN 1 ELSE 0 END) AS legitimate,
  sum(CASE WHEN label = 'fraud' THEN amount_minor ELSE 0 END) AS fraud_amount_minor,
  CASE
    WHEN currency IN ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF', 'XPF') THEN 1
    WHEN currency IN ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') THEN 1000
    WHEN currency IN ('CLF', 'UYW') THEN 10000
    ELSE 100
  END AS minor_units
FROM decisions_latest
WHERE outcome IS NOT NULL
GROUP BY 1, 2, 3
