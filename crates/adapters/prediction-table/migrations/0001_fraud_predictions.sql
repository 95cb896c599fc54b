-- One row for each decided payment, in a partition for each day (UTC) of the decision.

CREATE TABLE tollgate.fraud_predictions (
    key_id            uuid             NOT NULL,
    decided_at        timestamptz      NOT NULL,
    -- 0 for a payment without a label, else how many labels it has.
    revision          integer          NOT NULL,
    source            text             NOT NULL,
    outcome           text             NOT NULL,
    risk_score        double precision NOT NULL,

    amount_minor      bigint           NOT NULL,
    currency          text             NOT NULL,
    card_token        text             NOT NULL,
    card_bin          text             NOT NULL,
    merchant          text             NOT NULL,
    merchant_id       text,
    merchant_category text,
    channel           text,
    country           text,
    customer_id       text,
    device_id         text,

    -- What only the decision's own event says: empty while a label is known and its decision is still to come.
    event_time        timestamptz,
    received_at       timestamptz,
    history           text,
    missing_history   text[],
    hits              jsonb,
    shadow_hits       text[],
    forced_by         text,
    fraud_probability double precision,
    anomaly_score     double precision,
    policy_version    text,
    policy_hash       text,
    watchlist_version text,
    model_version     text,

    label             text,
    label_source      text,
    labelled_at       timestamptz,

    stored_at         timestamptz      NOT NULL DEFAULT now(),

    -- The key of a partitioned table has the column that it is partitioned by. A payment's decided_at never changes.
    PRIMARY KEY (key_id, decided_at)
) PARTITION BY RANGE (decided_at);

COMMENT ON TABLE tollgate.fraud_predictions IS 'One row for each decided payment: the decision, and the label that counts';

-- Makes a day's partition, if there is none yet. It is attached rather than made in place, as that stops neither readers nor writers.
-- Two who want the same day come one after the other.
CREATE FUNCTION tollgate.add_prediction_day(day date) RETURNS void
LANGUAGE plpgsql SET lock_timeout = '5s' SET timezone = 'UTC' AS $$
DECLARE
    name text := 'fraud_predictions_' || to_char(day, 'YYYYMMDD');
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('tollgate.fraud_predictions'));
    IF to_regclass(format('tollgate.%I', name)) IS NOT NULL THEN
        RETURN;
    END IF;
    EXECUTE format('CREATE TABLE tollgate.%I (LIKE tollgate.fraud_predictions INCLUDING ALL)', name);
    EXECUTE format(
        'ALTER TABLE tollgate.fraud_predictions ATTACH PARTITION tollgate.%I FOR VALUES FROM (%L) TO (%L)',
        name, day::timestamptz, (day + 1)::timestamptz
    );
END
$$;

-- Drops the partitions of the days before one. It waits for nobody who reads them: whoever calls tries again later.
CREATE FUNCTION tollgate.drop_prediction_days_before(day date) RETURNS integer
LANGUAGE plpgsql SET lock_timeout = '200ms' AS $$
DECLARE
    expired name;
    dropped integer := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('tollgate.fraud_predictions'));
    FOR expired IN
        SELECT relname
        FROM pg_inherits
        JOIN pg_class ON pg_class.oid = inhrelid
        WHERE inhparent = 'tollgate.fraud_predictions'::regclass
            AND relname ~ '^fraud_predictions_[0-9]{8}$'
            AND relname < 'fraud_predictions_' || to_char(day, 'YYYYMMDD')
        ORDER BY relname
    LOOP
        EXECUTE format('DROP TABLE tollgate.%I', expired);
        dropped := dropped + 1;
    END LOOP;
    RETURN dropped;
END
$$;
