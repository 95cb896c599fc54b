//! The stack under test.

use std::path::{Path, PathBuf};

use aws_config::{Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_sdk_dynamodb::types::AttributeValue;
use aws_sdk_s3::primitives::ByteStream;
use local_cloud::{Stack, Workspace};
use serde_json::Value;

use crate::eventually;

/// The deployed stack with a connection to the AWS it is deployed to.
pub struct Deployment {
    /// Its API and its outputs.
    pub stack: Stack,
    /// The connection, as the account's root.
    pub sdk: SdkConfig,
    /// The files of this run.
    pub folder: PathBuf,
}

impl Deployment {
    /// The stack that `cargo xtask e2e` deployed.
    ///
    /// # Panics
    /// If there is none.
    pub async fn connect() -> Deployment {
        #[expect(clippy::disallowed_methods, reason = "a test is told its stack by the environment")]
        let file = std::env::var("TOLLGATE_STACK").expect("these tests need a stack: run `cargo xtask e2e`");
        let stack = Stack::load(Path::new(&file)).expect("the file names a stack");
        let sdk = aws_io::connection::loader()
            .endpoint_url(&stack.endpoint)
            .region(Region::from_static("us-east-1"))
            .credentials_provider(Credentials::from_keys("test", "test", None))
            .load()
            .await;
        let folder = Path::new(&file).parent().expect("the file lies in a folder").to_owned();
        Deployment { stack, sdk, folder }
    }

    /// One of the stack's outputs.
    ///
    /// # Panics
    /// If the stack has no such output.
    pub fn output(&self, name: &str) -> &str {
        self.stack.output(name).expect("the stack has this output")
    }

    /// Posts a transaction and answers its `key_id`.
    ///
    /// # Panics
    /// If it is not accepted.
    pub fn accept(&self, body: &str) -> String {
        self.stack.accept(body).expect("the transaction is good")
    }

    /// Has a transaction decided at once.
    ///
    /// # Panics
    /// If it is not.
    pub fn predict(&self, body: &Value) -> Value {
        let answer = self.stack.post_to("predict", &body.to_string(), &[]).expect("the API answers");
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.body
    }

    /// The buckets. The emulator's addresses know them in the path only.
    pub fn s3(&self) -> aws_sdk_s3::Client {
        let config = aws_sdk_s3::config::Builder::from(&self.sdk).force_path_style(true).build();
        aws_sdk_s3::Client::from_conf(config)
    }

    /// Puts an object into the bucket that one of the stack's outputs names; answers its version.
    ///
    /// # Panics
    /// If the bucket refuses it, or keeps no versions.
    pub async fn upload(&self, bucket: &str, object: &str, bytes: Vec<u8>) -> String {
        let put = self
            .s3()
            .put_object()
            .bucket(self.output(bucket))
            .key(object)
            .body(ByteStream::from(bytes))
            .send()
            .await
            .expect("the bucket takes the object");
        put.version_id.expect("the bucket keeps versions")
    }

    /// Waits until a transaction has this status, and answers all the API says of it.
    pub async fn wait_for_status(&self, key_id: &str, status: &str) -> Value {
        eventually(&format!("{key_id} being {status}"), async || {
            let found = self.stack.get(key_id).expect("the API answers");
            (found.body["status"] == status).then_some(found.body)
        })
        .await
    }

    /// Waits until a transaction is there, whose id follows from how it came.
    pub async fn wait_for_stored(&self, key_id: &str) {
        eventually(&format!("{key_id} being stored"), async || {
            (self.stack.get(key_id).expect("the API answers").status == 200).then_some(())
        })
        .await;
    }

    /// Puts an item into the transactions table past the API.
    ///
    /// # Panics
    /// If the table refuses it.
    pub async fn put_item(&self, attributes: Vec<(&str, AttributeValue)>) {
        let item = attributes.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        aws_sdk_dynamodb::Client::new(&self.sdk)
            .put_item()
            .table_name(self.output("transactions_table"))
            .set_item(Some(item))
            .send()
            .await
            .expect("the table takes the item");
    }

    /// Changes one attribute of a transaction past the API, or removes it.
    ///
    /// # Panics
    /// If the table refuses it.
    pub async fn mend_item(&self, key_id: &str, attribute: &str, value: Option<AttributeValue>) {
        let update = aws_sdk_dynamodb::Client::new(&self.sdk)
            .update_item()
            .table_name(self.output("transactions_table"))
            .key("key_id", AttributeValue::S(key_id.to_owned()))
            .expression_attribute_names("#attribute", attribute);
        let update = match value {
            Some(value) => update
                .update_expression("SET #attribute = :value")
                .expression_attribute_values(":value", value),
            None => update.update_expression("REMOVE #attribute"),
        };
        update.send().await.expect("the table takes the change");
    }

    /// A line of a function's log that holds a text, if there is one.
    ///
    /// # Panics
    /// If the log can't be read.
    pub async fn log_line(&self, function: &str, text: &str) -> Option<String> {
        let messages = self.log_messages(&format!("/aws/lambda/{function}"), &format!("\"{text}\"")).await;
        messages.into_iter().find(|message| message.contains(text))
    }

    /// What a log group holds of what matches a pattern, or of everything where there is none.
    ///
    /// # Panics
    /// If the log can't be read.
    pub async fn log_messages(&self, group: &str, pattern: &str) -> Vec<String> {
        // An answer has the 10,000 oldest events, and the emulator's names no next page: each page begins where the one
        // before it ends, and the events of that millisecond may come twice.
        const PAGE: usize = 10_000;
        let logs = aws_sdk_cloudwatchlogs::Client::new(&self.sdk);
        let mut messages = Vec::new();
        let mut from = None;
        loop {
            let asked = logs.filter_log_events().log_group_name(group).filter_pattern(pattern);
            let page = asked.set_start_time(from).send().await.expect("the log can be read");
            let events = page.events.unwrap_or_default();
            let is_last = events.len() < PAGE;
            from = events.last().and_then(|event| event.timestamp);
            messages.extend(events.into_iter().filter_map(|event| event.message));
            if is_last {
                return messages;
            }
        }
    }

    /// Has the next call of a function start a new execution environment, as any change of its configuration does, be it to
    /// what it was. Requests that it is at are cut off.
    ///
    /// # Panics
    /// If the function can't be changed.
    pub async fn start_anew(&self, function: &str) {
        let lambda = aws_sdk_lambda::Client::new(&self.sdk);
        let function = self.stack.function(function).expect("the stack has the function");
        let configuration = lambda.get_function_configuration().function_name(function).send().await;
        let memory_size = configuration.expect("the function is there").memory_size;
        let update = lambda.update_function_configuration().function_name(function);
        update.set_memory_size(memory_size).send().await.expect("the function takes its configuration");
    }

    /// Runs the command line, which `cargo xtask e2e` has built, on this deployment and answers what it printed.
    ///
    /// # Panics
    /// If it fails.
    pub fn tollgate(&self, arguments: &[&str]) -> String {
        let output = self
            .stack
            .tollgate(&Workspace::locate())
            .args(arguments)
            .output()
            .expect("the command line starts");
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
        said
    }
}
