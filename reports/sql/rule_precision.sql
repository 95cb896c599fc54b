-- How often each rule hit, and how many of the labelled payments that it hit were fraud. Rules in shadow are not in it.
SELECT
  hit.code AS rule,
  count(*) AS payments,
  sum(CASE WHEN label IS NOT NULL THEN 1 ELSE 0 END) AS labelled,
  sum(CASE WHEN label = 'fraud' THEN 1 ELSE 0 END) AS fraud,
  CAST(sum(CASE WHEN label = 'fraud' THEN 1 ELSE 0 END) AS double)
    / NULLIF(sum(CASE WHEN label IS NOT NULL THEN 1 ELSE 0 END), 0) AS rule_precision
FROM decisions_latest
CROSS JOIN UNNEST(${codes_of_hits}) AS hit(code)
WHERE outcome IS NOT NULL
GROUP BY 1
