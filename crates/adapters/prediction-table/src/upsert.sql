-- Adds rows to what is known. The newest label stays, and what the decision says stays once it is there: neither order nor repetition makes
-- a difference, and what changes nothing writes nothing. In the order of the key, so that two writers never wait for each other in a circle.
INSERT INTO tollgate.fraud_predictions AS known (
    key_id, decided_at, revision, source, outcome, risk_score,
    amount_minor, currency, card_token, card_bin, merchant, merchant_id, merchant_category, channel, country, customer_id, device_id,
    event_time, received_at, history, missing_history, hits, shadow_hits, forced_by, fraud_probability, anomaly_score,
    policy_version, policy_hash, watchlist_version, model_version,
    label, label_source, labelled_at
)
SELECT
    key_id, decided_at, COALESCE(revision, 0), source, outcome, risk_score,
    amount_minor, currency, card_token, card_bin, merchant, merchant_id, merchant_category, channel, country, customer_id, device_id,
    event_time, received_at, history, missing_history, hits, shadow_hits, forced_by, fraud_probability, anomaly_score,
    policy_version, policy_hash, watchlist_version, model_version,
    label, label_source, labelled_at
FROM jsonb_to_recordset(CAST($1::text AS jsonb)) AS told (
    key_id uuid, decided_at timestamptz, revision integer, source text, outcome text, risk_score double precision,
    amount_minor bigint, currency text, card_token text, card_bin text, merchant text, merchant_id text, merchant_category text, channel text,
    country text, customer_id text, device_id text,
    event_time timestamptz, received_at timestamptz, history text, missing_history text[], hits jsonb, shadow_hits text[], forced_by text,
    fraud_probability double precision, anomaly_score double precision,
    policy_version text, policy_hash text, watchlist_version text, model_version text,
    label text, label_source text, labelled_at timestamptz
)
ORDER BY key_id, decided_at
ON CONFLICT (key_id, decided_at) DO UPDATE SET
    revision = GREATEST(known.revision, EXCLUDED.revision),
    event_time = COALESCE(known.event_time, EXCLUDED.event_time),
    received_at = COALESCE(known.received_at, EXCLUDED.received_at),
    history = COALESCE(known.history, EXCLUDED.history),
    missing_history = COALESCE(known.missing_history, EXCLUDED.missing_history),
    hits = COALESCE(known.hits, EXCLUDED.hits),
    shadow_hits = COALESCE(known.shadow_hits, EXCLUDED.shadow_hits),
    forced_by = COALESCE(known.forced_by, EXCLUDED.forced_by),
    fraud_probability = COALESCE(known.fraud_probability, EXCLUDED.fraud_probability),
    anomaly_score = COALESCE(known.anomaly_score, EXCLUDED.anomaly_score),
    policy_version = COALESCE(known.policy_version, EXCLUDED.policy_version),
    policy_hash = COALESCE(known.policy_hash, EXCLUDED.policy_hash),
    watchlist_version = COALESCE(known.watchlist_version, EXCLUDED.watchlist_version),
    model_version = COALESCE(known.model_version, EXCLUDED.model_version),
    label = CASE WHEN EXCLUDED.revision > known.revision THEN EXCLUDED.label ELSE known.label END,
    label_source = CASE WHEN EXCLUDED.revision > known.revision THEN EXCLUDED.label_source ELSE known.label_source END,
    labelled_at = CASE WHEN EXCLUDED.revision > known.revision THEN EXCLUDED.labelled_at ELSE known.labelled_at END,
    stored_at = now()
WHERE EXCLUDED.revision > known.revision OR (known.received_at IS NULL AND EXCLUDED.received_at IS NOT NULL)
