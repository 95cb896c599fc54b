-- The columns of the table that streaming demos on Kinesis, Spark and PostgreSQL fill (one row a prediction, with what was known of the
-- device and the place), so that dashboards made for it go on. Events hold no addresses, devices' models or places but the country.

CREATE VIEW tollgate.streaming_predictions AS
SELECT
    key_id::text AS id,
    (COALESCE(event_time, decided_at) AT TIME ZONE 'UTC') AS "timestamp",
    COALESCE(customer_id, card_token) AS user_id,
    source,
    (outcome <> 'approve')::integer AS fraud_prediction,
    COALESCE(fraud_probability, risk_score / 100)::real AS fraud_proba,
    anomaly_score::real AS anomaly_score,
    NULL::text AS ip_address,
    NULL::text AS device_type,
    NULL::text AS os_version,
    NULL::text AS app_version,
    upper(country) AS country,
    NULL::text AS region,
    NULL::text AS city,
    NULL::double precision AS latitude,
    NULL::double precision AS longitude,
    (stored_at AT TIME ZONE 'UTC') AS created_at
FROM tollgate.fraud_predictions;
