//! Whatever is delivered, in whatever order and by however many: a row for each payment.

use prediction_table::{PredictionTable, WriteError};
use serde_json::{Value, json};

use crate::{Database, count, event, row, told_by};

#[tokio::test]
async fn rows_are_the_same_whatever_is_delivered_and_by_whom() {
    let database = Database::start().await;
    Box::pin(two_writers_who_begin_together_make_one_schema_and_each_row_once(&database)).await;
    neither_order_nor_redelivery_makes_a_difference(&database).await;
    every_text_and_number_of_an_event_comes_back(&database).await;
    what_the_database_refuses_is_told_apart_and_nothing_of_it_stays(&database).await;
    the_view_has_the_columns_of_the_streaming_demo(&database).await;
}

async fn two_writers_who_begin_together_make_one_schema_and_each_row_once(database: &Database) {
    let (one, other) = (database.table(), database.table());
    let decisions: Vec<_> = (1000..1200).map(|payment| row(payment, 0)).collect();
    let labels: Vec<_> = (1000..1200).rev().map(|payment| row(payment, 2)).collect();
    let older: Vec<_> = (1000..1200).map(|payment| row(payment, 1)).collect();
    let first = async {
        one.add(&decisions).await.unwrap();
        one.add(&older).await.unwrap();
    };
    let second = async {
        for _ in 0..3 {
            other.add(&labels).await.unwrap();
            other.add(&decisions).await.unwrap();
        }
    };
    tokio::join!(first, second);
    let admin = database.admin().await;
    let whole = "SELECT count(*) FROM tollgate.fraud_predictions WHERE revision = 2 AND label = 'legitimate' AND policy_version = 't1'";
    assert_eq!(count(&admin, whole).await, 200);
    assert_eq!(count(&admin, "SELECT count(*) FROM tollgate.fraud_predictions").await, 200);
    assert_eq!(count(&admin, "SELECT count(*) FROM tollgate.migrations").await, 3);
    // Each holds one connection, however much it wrote.
    let connections = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'tollgate'";
    assert_eq!(count(&admin, connections).await, 2);
}

async fn neither_order_nor_redelivery_makes_a_difference(database: &Database) {
    let (table, admin) = (database.table(), database.admin().await);
    let orders: [&[u32]; 6] =
        [&[0, 1, 2, 3], &[3, 2, 1, 0], &[2, 0, 3, 1], &[0, 3, 0, 1, 2, 3], &[1, 3, 2, 0], &[3, 0, 3]];
    for (payment, order) in orders.iter().enumerate() {
        for revision in *order {
            table.add(&[row(payment, *revision)]).await.unwrap();
        }
        // What changes nothing writes nothing.
        let version = format!(
            "SELECT xmin::text::bigint FROM tollgate.fraud_predictions WHERE key_id = '{}'",
            crate::key_id(payment)
        );
        let before = count(&admin, &version).await;
        for revision in [0, 1, 2, 3] {
            table.add(&[row(payment, revision)]).await.unwrap();
        }
        assert_eq!(count(&admin, &version).await, before, "{order:?}");
    }
    let same = "SELECT count(DISTINCT (to_jsonb(p) - 'key_id' - 'stored_at')) FROM tollgate.fraud_predictions p WHERE revision = 3";
    assert_eq!(count(&admin, same).await, 1);
    let shown = admin
        .query_one("SELECT (to_jsonb(p) - 'stored_at')::text FROM tollgate.fraud_predictions p WHERE revision = 3 ORDER BY key_id LIMIT 1", &[])
        .await
        .unwrap();
    let shown: Value = serde_json::from_str(shown.get(0)).unwrap();
    insta::assert_json_snapshot!(shown);
}

async fn every_text_and_number_of_an_event_comes_back(database: &Database) {
    let (table, admin) = (database.table(), database.admin().await);
    let texts = [
        "",
        "'; DROP TABLE tollgate.fraud_predictions; --",
        "\"quoted\" \\ back\\slashed \\u0041 {a,b} $1 %s",
        "line\nline\r\ttab\u{1}\u{7f}\u{85}\u{2028}",
        "a\0b",
        &"\u{1F4B3}".repeat(200),
        "\u{202E}right to left\u{FFFF}\u{10FFFF}",
        "NULL",
    ];
    for (number, text) in texts.iter().enumerate() {
        let mut hostile = event(2000 + number, 0, "2026-03-01T12:30:00Z");
        let data = &mut hostile["data"];
        data["payment"]["amount_minor"] = json!(if number % 2 == 0 { i64::MAX } else { i64::MIN });
        data["risk_score"] = json!(if number % 2 == 0 { f64::MAX } else { f64::MIN_POSITIVE });
        for name in [
            "merchant",
            "merchant_id",
            "channel",
            "country",
            "customer_id",
            "device_id",
            "currency",
            "card_token",
        ] {
            data["payment"][name] = json!(text);
        }
        data["missing_history"] = json!([text, "card"]);
        data["shadow_hits"] = json!([text]);
        data["forced_by"] = json!(text);
        data["hits"][0]["code"] = json!(text);
        let told = told_by(&hostile);
        table.add(std::slice::from_ref(&told)).await.unwrap();
        let query = "SELECT merchant, device_id, missing_history[1], shadow_hits[1], forced_by, hits->0->>'code', amount_minor, risk_score \
            FROM tollgate.fraud_predictions WHERE key_id = CAST($1::text AS uuid)";
        let kept = admin.query_one(query, &[&crate::key_id(2000 + number)]).await.unwrap();
        for column in 0..6 {
            assert_eq!(kept.get::<_, String>(column), text.replace('\0', "\u{FFFD}"), "column {column}");
        }
        assert_eq!(
            (kept.get::<_, i64>(6), kept.get::<_, f64>(7)),
            (told.payment.amount_minor, told.risk_score)
        );
    }
}

async fn what_the_database_refuses_is_told_apart_and_nothing_of_it_stays(database: &Database) {
    let (table, admin) = (database.table(), database.admin().await);
    // More labels than the column's integer counts.
    let rows = [row(3000, 0), row(3001, u32::MAX), row(3002, 0)];
    let refused = table.add(&rows).await.unwrap_err();
    assert!(matches!(&refused, WriteError::Refused { code } if code == "22003"), "{refused:?}");
    let kept = "SELECT count(*) FROM tollgate.fraud_predictions WHERE key_id >= '019ca960-8140-7101-8101-000000003000'";
    assert_eq!(count(&admin, kept).await, 0);
    table.add(&[row(3000, 0), row(3002, 0)]).await.unwrap();
    assert_eq!(count(&admin, kept).await, 2);
}

async fn the_view_has_the_columns_of_the_streaming_demo(database: &Database) {
    let admin = database.admin().await;
    let columns = admin
        .query("SELECT column_name::text, data_type::text FROM information_schema.columns WHERE table_name = 'streaming_predictions' ORDER BY ordinal_position", &[])
        .await
        .unwrap();
    let columns: Vec<(String, String)> =
        columns.iter().map(|column| (column.get(0), column.get(1))).collect();
    let expected = [
        ("id", "text"),
        ("timestamp", "timestamp without time zone"),
        ("user_id", "text"),
        ("source", "text"),
        ("fraud_prediction", "integer"),
        ("fraud_proba", "real"),
        ("anomaly_score", "real"),
        ("ip_address", "text"),
        ("device_type", "text"),
        ("os_version", "text"),
        ("app_version", "text"),
        ("country", "text"),
        ("region", "text"),
        ("city", "text"),
        ("latitude", "double precision"),
        ("longitude", "double precision"),
        ("created_at", "timestamp without time zone"),
    ];
    assert_eq!(columns, expected.map(|(name, kind)| (name.to_owned(), kind.to_owned())));
    let fraud =
        "SELECT count(*) FROM tollgate.streaming_predictions WHERE fraud_prediction = 1 AND user_id = '33ec'";
    assert!(count(&admin, fraud).await > 200);
}
