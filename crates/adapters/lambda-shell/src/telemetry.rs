//! Logs as JSON lines and metrics in CloudWatch's embedded metric format, both to standard output.

use std::io;

use fraud::{Assessment, Timestamp, Transaction};
use metrics_cloudwatch_embedded::Collector;
use tracing_subscriber::EnvFilter;

use crate::config::{Config, ConfigError};
use crate::error_chain::ErrorChain;
use crate::runtime::now;

/// A function's logs and metrics.
pub struct Telemetry {
    collector: &'static Collector,
}

impl Telemetry {
    /// Starts logs and metrics for `function`, once per process.
    pub fn start(function: &'static str) -> Result<Telemetry, ConfigError> {
        tracing_subscriber::fmt()
            .json()
            .flatten_event(true)
            .with_current_span(false)
            .with_span_list(false)
            .with_env_filter(EnvFilter::from_default_env())
            .init();
        let namespace = Config::read(|config| config.text("METRICS_NAMESPACE"))?;
        let collector = metrics_cloudwatch_embedded::Builder::new()
            .cloudwatch_namespace(namespace)
            .init()
            .expect("metrics are started once, with a namespace");
        metrics::counter!("ColdStart", "Function" => function).increment(1);
        Ok(Telemetry { collector })
    }

    pub(crate) fn flush(&self) {
        if let Err(error) = self.collector.flush(io::stdout()) {
            tracing::warn!(error = %ErrorChain(&error), "metrics could not be written");
        }
    }
}

/// Counts a decision and its score. Those of made-up payments are counted by themselves.
pub fn record_decision(transaction: &Transaction, assessment: &Assessment) {
    if transaction.made_up {
        metrics::counter!("MadeUpDecisions").increment(1);
        return;
    }
    metrics::counter!("Decisions", "Outcome" => assessment.outcome.as_str()).increment(1);
    metrics::histogram!("RiskScore").record(assessment.risk_score.as_f64());
}

/// Records how long something took that ends now: later than the time that its handler was given, at which the
/// invocation began.
pub fn record_latency(metric: &'static str, began_at: Timestamp) {
    metrics::histogram!(metric).record(now().millis_since(began_at).max(0) as f64);
}
