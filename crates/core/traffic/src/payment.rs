//! One generated payment, as a request, as a row, or as a transaction.

use fraud::{CardKey, KeyId, Label, PastTransaction, Timestamp, Transaction, Verdict, request};
use serde_json::{Value, json};

use crate::fraudsters::Pattern;

/// A payment and what is true of it.
#[derive(Clone, PartialEq, Debug)]
pub struct Payment {
    /// When it happens.
    pub event_time: Timestamp,
    /// In major units, as it is written.
    pub amount: String,
    /// ISO 4217.
    pub currency: &'static str,
    /// Who is paid.
    pub merchant: String,
    /// The merchant's id.
    pub merchant_id: String,
    /// The merchant category code.
    pub merchant_category: &'static str,
    /// `pos` or `ecommerce`.
    pub channel: &'static str,
    /// A number with a right check digit, of a range that is not issued.
    pub card_number: String,
    /// Who pays.
    pub customer_id: String,
    /// The payer's address.
    pub email_address: String,
    /// Where the request comes from.
    pub ip_address: String,
    /// The device, online.
    pub device_id: Option<String>,
    /// In words.
    pub location: String,
    /// ISO 3166-1.
    pub country: &'static str,
    /// City.
    pub city: &'static str,
    /// Degrees.
    pub latitude: f64,
    /// Degrees.
    pub longitude: f64,
    /// How it is fraud, if it is.
    pub pattern: Option<Pattern>,
}

/// The columns of [`Payment::csv_row`], named as the fields of a request.
pub const CSV_HEADER: &str = "event_time,amount,currency,merchant,merchant_id,merchant_category,channel,card_number,\
customer_id,email_address,ip_address,device.id,location,geo.country,geo.city,geo.latitude,geo.longitude,label,pattern";

impl Payment {
    /// `fraud` or `legitimate`.
    pub fn label(&self) -> &'static str {
        self.verdict().as_str()
    }

    /// Fraud or not.
    pub fn verdict(&self) -> Verdict {
        if self.pattern.is_some() { Verdict::Fraud } else { Verdict::Legitimate }
    }

    /// The body of a POST.
    pub fn request(&self) -> Value {
        let mut body = json!({
            "currency": self.currency,
            "merchant": self.merchant,
            "merchant_id": self.merchant_id,
            "merchant_category": self.merchant_category,
            "channel": self.channel,
            "card_number": self.card_number,
            "customer_id": self.customer_id,
            "email_address": self.email_address,
            "ip_address": self.ip_address,
            "location": self.location,
            "event_time": self.event_time.to_string(),
            "geo": { "country": self.country, "city": self.city, "latitude": self.latitude, "longitude": self.longitude },
        });
        // Few enough digits for a float to keep each of them.
        body["amount"] = json!(self.amount.parse::<f64>().unwrap_or_default());
        if let Some(id) = &self.device_id {
            body["device"] = json!({ "id": id });
        }
        body
    }

    /// The request with its label and pattern, as a line of a file.
    pub fn json_line(&self) -> String {
        let mut line = self.request();
        line["label"] = json!(self.label());
        if let Some(pattern) = self.pattern {
            line["pattern"] = json!(pattern.as_str());
        }
        line.to_string()
    }

    /// The payment as a row under [`CSV_HEADER`].
    pub fn csv_row(&self) -> String {
        // No text here has a comma or quote but the location.
        format!(
            "{},{},{},{},{},{},{},{},{},{},{},{},\"{}\",{},{},{},{},{},{}",
            self.event_time,
            self.amount,
            self.currency,
            self.merchant,
            self.merchant_id,
            self.merchant_category,
            self.channel,
            self.card_number,
            self.customer_id,
            self.email_address,
            self.ip_address,
            self.device_id.as_deref().unwrap_or_default(),
            self.location,
            self.country,
            self.city,
            self.latitude,
            self.longitude,
            self.label(),
            self.pattern.map(Pattern::as_str).unwrap_or_default(),
        )
    }

    /// The payment as it is stored, its card a token under `key`.
    pub fn transaction(&self, key: &CardKey) -> Transaction {
        let body = self.request().to_string();
        let intake = request::parse(body.as_bytes(), key, self.event_time);
        intake.expect("generated requests are good").transaction
    }

    /// The payment as one that was received when it happened, the `number`th, and labelled so much later. Nobody decided it.
    pub fn past(&self, key: &CardKey, number: u64, label_delay_millis: i64) -> PastTransaction {
        let mut unique = [0; 10];
        unique[2..].copy_from_slice(&number.to_be_bytes());
        let known_at = self.event_time.plus_millis(label_delay_millis);
        PastTransaction {
            key_id: KeyId::new(self.event_time, unique),
            received_at: self.event_time,
            transaction: self.transaction(key),
            outcome: None,
            label: Some(Label { verdict: self.verdict(), known_at }),
        }
    }
}
