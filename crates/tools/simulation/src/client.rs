//! Those who post transactions: each has something to order, keeps at it until it has an answer, and remembers
//! what it was answered.

use aws_lambda_events::apigw::ApiGatewayProxyResponse;
use aws_lambda_events::encodings::Body;
use serde_json::Value;

use crate::cloud::State;
use crate::functions::Posted;
use crate::journal::Occurrence;
use crate::random::Random;

/// Card numbers as clients send them. Two fail the Luhn check.
pub(crate) const CARD_NUMBERS: [&str; 6] = [
    "4111111111111111",
    "5500 0000 0000 0004",
    "3782-822463-10005",
    "1234567890123456",
    "4000 0000 0000 0000 006",
    "6011-0009-9013-9425",
];
const CLIENTS: [&str; 2] = ["key1", "key2"];
const PREDICT: &str = "/predict";
/// How often a client sends a request at most while things go wrong.
const ATTEMPTS_MAX: usize = 8;

/// A transaction that a client sends, or an invalid one.
pub(crate) struct Order {
    client: &'static str,
    /// Whether it waits for the decision.
    route: &'static str,
    pub(crate) idempotency_key: Option<String>,
    /// The `customer_id`, by which the order is known again in the table.
    pub(crate) marker: String,
    body: String,
    pub(crate) is_good: bool,
    attempts: usize,
    in_flight: usize,
    /// Sends it once more although it was answered.
    is_forgetful: bool,
    /// Another order of the same client has the same idempotency key.
    has_rival: bool,
    is_settled: bool,
    /// The `key_id`, the timestamp and, if it waited for one, the decision that it was answered.
    pub(crate) accepted: Option<(String, i64, Option<String>)>,
}

/// All orders of a world.
pub(crate) struct Clients {
    pub(crate) orders: Vec<Order>,
    /// All answers' bodies, for the search for card numbers.
    pub(crate) answers: Vec<String>,
}

impl Clients {
    pub(crate) fn new(random: &mut Random) -> Clients {
        let mut orders: Vec<Order> = Vec::new();
        for number in 0..8 + random.below(28) {
            let mut order = Order::draw(number, random);
            // Now and then somebody uses a key that was used before, by itself or by another client.
            if random.happens(80)
                && let Some(earlier) = orders.iter().rev().find(|earlier| earlier.idempotency_key.is_some())
            {
                order.idempotency_key.clone_from(&earlier.idempotency_key);
            }
            for earlier in &mut orders {
                if order.claim().is_some() && earlier.claim() == order.claim() {
                    (earlier.has_rival, order.has_rival) = (true, true);
                }
            }
            orders.push(order);
        }
        Clients { orders, answers: Vec::new() }
    }

    /// The orders that could be sent now. In haste also those that are being worked on.
    pub(crate) fn open(&self, in_haste: bool) -> Vec<usize> {
        let is_open =
            |order: &Order| !order.is_settled && (order.in_flight == 0 || in_haste && order.is_keyed());
        (0..self.orders.len()).filter(|&number| is_open(&self.orders[number])).collect()
    }

    /// The request that an order makes.
    pub(crate) fn send(&mut self, number: usize, state: &mut State) -> Posted<'_> {
        let order = &mut self.orders[number];
        order.attempts += 1;
        order.in_flight += 1;
        if order.in_flight > 1 {
            state.journal.count(Occurrence::RequestOvertaken);
        }
        let attempt = order.attempts;
        state.tell(|| format!("{} sends request {attempt} of order {number}", order.client));
        let idempotency_key = order.idempotency_key.as_deref();
        Posted { client: order.client, route: order.route, idempotency_key, body: &order.body }
    }

    /// No answer came, or one that asks to try again.
    pub(crate) fn unanswered(&mut self, number: usize, state: &mut State) {
        let order = &mut self.orders[number];
        order.in_flight -= 1;
        // Without a key it is for the client to know whether it may send the same again.
        let gives_up = order.attempts >= ATTEMPTS_MAX || (!order.is_keyed() && state.random.happens(700));
        if gives_up && !order.is_settled {
            order.is_settled = true;
            state.happened(Occurrence::ClientGaveUp, || format!("order {number} is given up"));
        }
    }

    /// An answer came.
    pub(crate) fn answered(&mut self, number: usize, response: &ApiGatewayProxyResponse, state: &mut State) {
        let Some(Body::Text(body)) = &response.body else { return self.unanswered(number, state) };
        self.answers.push(body.clone());
        state.tell(|| format!("order {number} is answered {}: {body}", response.status_code));
        let order = &mut self.orders[number];
        match response.status_code {
            202 | 200 if order.success() == response.status_code => {
                order.in_flight -= 1;
                let result = order.accept(number, body, state);
                state.check(result);
            }
            503 => {
                state.journal.count(Occurrence::RequestUnavailable);
                self.unanswered(number, state);
            }
            422 if order.has_rival && order.accepted.is_none() => {
                order.in_flight -= 1;
                order.is_settled = true;
                state.journal.count(Occurrence::RequestConflicting);
            }
            400 | 413 if !order.is_good => {
                order.in_flight -= 1;
                order.is_settled = true;
                state.journal.count(Occurrence::RequestBad);
            }
            status => state.check(Err(format!("order {number} is answered {status}: {body}"))),
        }
    }

    /// Whether every order is settled and no answer is awaited.
    pub(crate) fn are_settled(&self) -> bool {
        self.orders.iter().all(|order| order.is_settled && order.in_flight == 0)
    }

    /// The ids that clients were answered.
    pub(crate) fn known_key_ids(&self) -> Vec<&str> {
        self.orders.iter().filter_map(|order| Some(order.accepted.as_ref()?.0.as_str())).collect()
    }
}

impl Order {
    fn draw(number: usize, random: &mut Random) -> Order {
        let marker = format!("CUST-{number}");
        let is_good = !random.happens(120);
        let body = if is_good { good_body(&marker, random) } else { bad_body(&marker, random) };
        Order {
            client: CLIENTS[random.below(CLIENTS.len())],
            route: if random.happens(400) { PREDICT } else { "/transactions" },
            idempotency_key: random.happens(700).then(|| format!("order {number}")),
            marker,
            body,
            is_good,
            attempts: 0,
            in_flight: 0,
            is_forgetful: random.happens(100),
            has_rival: false,
            is_settled: false,
            accepted: None,
        }
    }

    fn is_keyed(&self) -> bool {
        self.idempotency_key.is_some()
    }

    /// Whose key it is.
    pub(crate) fn claim(&self) -> Option<(&str, &str, &str)> {
        Some((self.client, self.route, self.idempotency_key.as_deref()?))
    }

    fn success(&self) -> i64 {
        if self.route == PREDICT { 200 } else { 202 }
    }

    fn accept(&mut self, number: usize, body: &str, state: &mut State) -> Result<(), String> {
        state.journal.count(Occurrence::RequestAccepted);
        if !self.is_good {
            return Err(format!("order {number} is bad and was accepted"));
        }
        let answer: Value = serde_json::from_str(body).map_err(|error| error.to_string())?;
        let (Some(key_id), Some(timestamp)) = (answer["key_id"].as_str(), answer["timestamp"].as_i64())
        else {
            return Err(format!("the answer to order {number} has no key_id and timestamp"));
        };
        let decision = answer.get("outcome").map(|_| body.to_owned());
        if self.route == PREDICT {
            state.journal.count(Occurrence::RequestPredicted);
            state.witness.is_answered(key_id, &answer)?;
        }
        let accepted = (key_id.to_owned(), timestamp, decision);
        let is_first = self.accepted.is_none();
        if !is_first && self.is_keyed() {
            state.journal.count(Occurrence::RequestRepeated);
            if self.accepted.as_ref() != Some(&accepted) {
                return Err(format!("order {number} was answered two things under one idempotency key"));
            }
        }
        self.accepted = Some(accepted);
        self.is_settled = !(self.is_keyed() && std::mem::take(&mut self.is_forgetful));
        Ok(())
    }
}

fn good_body(marker: &str, random: &mut Random) -> String {
    let amount = random.choose(&["125.50", "15000.00", "20.00", "49.99", "9999.99", "1000000"]);
    let merchant = random.choose(&["Store Name", "Unknown Store", "Bäckerei Süß", "Test Merchant"]);
    let card_number = random.choose(&CARD_NUMBERS);
    let location = random.choose(&["New York, USA", "Nigeria", "Lyon", "Lagos, NG"]);
    format!(
        r#"{{"amount":{amount},"merchant":"{merchant}","card_number":"{card_number}","location":"{location}","customer_id":"{marker}"}}"#
    )
}

fn bad_body(marker: &str, random: &mut Random) -> String {
    let card_number = random.choose(&CARD_NUMBERS);
    let rest = format!(r#""card_number":"{card_number}","customer_id":"{marker}"}}"#);
    match random.below(5) {
        0 => format!(r#"{{"amount":-5,"merchant":"Store",{rest}"#),
        1 => format!(r#"{{"amount":5,"merchant":"Store","colour":"red",{rest}"#),
        2 => format!(r#"{{"amount":5,"merchant":"Paid with {card_number}",{rest}"#),
        3 => format!(r#"{{"amount":5,,"merchant":"Store",{rest}"#),
        _ => format!(r#"{{"amount":5,"merchant":"{}",{rest}"#, "x".repeat(70_000)),
    }
}
