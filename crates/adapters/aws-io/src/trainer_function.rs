//! The function that trains: it is asked to, and nobody waits for it.

use std::future::Future;

use aws_sdk_lambda::Client;
use aws_sdk_lambda::primitives::Blob;
use aws_sdk_lambda::types::InvocationType;
use fraud::Timestamp;
use serde_json::json;

use crate::CallError;

/// Has a challenger trained.
pub trait TrainerFunction {
    /// Asks for a training as of an instant, and says why.
    fn ask(&self, time: Timestamp, reason: &str) -> impl Future<Output = Result<(), CallError>> + Send;
}

/// The function in Lambda.
#[derive(Clone, Debug)]
pub struct LambdaTrainerFunction {
    client: Client,
    function: String,
}

impl LambdaTrainerFunction {
    /// The function by its name.
    pub fn new(sdk: &aws_config::SdkConfig, function: String) -> Self {
        LambdaTrainerFunction { client: Client::new(sdk), function }
    }
}

impl TrainerFunction for LambdaTrainerFunction {
    async fn ask(&self, time: Timestamp, reason: &str) -> Result<(), CallError> {
        let request = json!({ "time": time.to_string(), "reason": reason }).to_string();
        self.client
            .invoke()
            .function_name(&self.function)
            .invocation_type(InvocationType::Event)
            .payload(Blob::new(request))
            .send()
            .await
            .map_err(CallError::of("lambda:InvokeFunction"))?;
        Ok(())
    }
}
