-- Days are prepared and dropped one by one, each with an answer of its own. The functions of step 1 stay, as an older writer calls them during
-- a rollout.

-- What a day's name stands for: 'attached' is a partition of the table. 'detached' is anything else, such as a partition that somebody took out
-- of the table or is taking out, or a foreign table in its place. NULL is nothing. It looks by functions that see what is committed, whatever the
-- role's isolation level.
CREATE FUNCTION tollgate.prediction_day_standing(name text) RETURNS text
LANGUAGE sql AS $$
    SELECT CASE
        WHEN 'tollgate.fraud_predictions'::regclass IN (SELECT pg_partition_ancestors(known)) THEN 'attached'
        WHEN known IS NOT NULL THEN 'detached'
    END
    FROM (SELECT to_regclass(format('tollgate.%I', name)) AS known) AS named
$$;

-- Makes a day's partition, if there is none, and answers how the day stands: 'attached' or 'detached' as above, or 'elsewhere' if another
-- partition has the day. A day that is there waits for no lock.
CREATE FUNCTION tollgate.prepare_prediction_day(day date) RETURNS text
LANGUAGE plpgsql SET lock_timeout = '5s' SET timezone = 'UTC' AS $$
DECLARE
    name text := 'fraud_predictions_' || to_char(day, 'YYYYMMDD');
    standing text := tollgate.prediction_day_standing(name);
BEGIN
    IF standing IS NOT NULL THEN
        RETURN standing;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext('tollgate.fraud_predictions'));
    standing := tollgate.prediction_day_standing(name);
    IF standing IS NOT NULL THEN
        RETURN standing;
    END IF;
    -- Attached rather than made in place, as that stops neither readers nor writers.
    EXECUTE format('CREATE TABLE tollgate.%I (LIKE tollgate.fraud_predictions INCLUDING ALL)', name);
    EXECUTE format(
        'ALTER TABLE tollgate.fraud_predictions ATTACH PARTITION tollgate.%I FOR VALUES FROM (%L) TO (%L)',
        name, day::timestamptz, (day + 1)::timestamptz
    );
    RETURN 'attached';
EXCEPTION
    -- A partition of another name overlaps the day, or the default partition has rows of it.
    WHEN invalid_object_definition OR check_violation THEN
        RETURN 'elsewhere';
    -- The name is that of a type.
    WHEN duplicate_table OR duplicate_object THEN
        RETURN 'detached';
END
$$;

-- The partitions of the days before one, oldest first. One that somebody is detaching is no longer the writer's.
CREATE FUNCTION tollgate.prediction_days_before(day date) RETURNS TABLE (partition oid, name text)
LANGUAGE sql AS $$
    SELECT oid, relname::text
    FROM pg_class
    WHERE relispartition
        AND relname ~ '^fraud_predictions_[0-9]{8}$'
        AND relname < 'fraud_predictions_' || to_char(day, 'YYYYMMDD')
        AND 'tollgate.fraud_predictions'::regclass IN (SELECT pg_partition_ancestors(oid))
    ORDER BY relname
$$;

-- Drops one of them in a transaction of its own, so that what can't be dropped keeps no other day, and a drop that was done stays done. Answers
-- 'dropped'; 'gone' if somebody else dropped it; 'busy' if another writer is dropping days; 'read' if somebody uses this day. If somebody uses
-- the table itself, which a drop locks for a moment, it waits 200 ms and fails (55P03): no other day could be dropped either. The table is locked
-- first, as its readers do, so that nobody waits in a circle.
CREATE FUNCTION tollgate.drop_prediction_day(partition oid) RETURNS text
LANGUAGE plpgsql SET lock_timeout = '200ms' AS $$
DECLARE
    expired text := partition::regclass::text;
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtext('tollgate.fraud_predictions.drop')) THEN
        RETURN 'busy';
    END IF;
    LOCK TABLE ONLY tollgate.fraud_predictions IN ACCESS EXCLUSIVE MODE;
    IF 'tollgate.fraud_predictions'::regclass NOT IN (SELECT pg_partition_ancestors(partition)) THEN
        RETURN 'gone';
    END IF;
    BEGIN
        EXECUTE format('LOCK TABLE ONLY %s IN ACCESS EXCLUSIVE MODE NOWAIT', expired);
    EXCEPTION
        WHEN lock_not_available THEN
            RETURN 'read';
        -- Whoever owns the schema may drop what another role owns there, but not lock it.
        WHEN insufficient_privilege THEN
            NULL;
    END;
    EXECUTE format('DROP TABLE %s', expired);
    RETURN 'dropped';
END
$$;
