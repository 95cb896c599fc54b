//! Acts on models, from a request with verified claims to the pointer that deciders follow.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

use std::sync::Arc;

use aws_io::memory::{MemoryBypassTopic, MemoryModelObjects, MemoryModelProposals, MemoryModelTopic};
use aws_io::model_proposal_table::ModelProposals;
use aws_io::model_store::{ModelStore, Move};
use aws_lambda_events::apigw::ApiGatewayProxyRequest;
use aws_lambda_events::encodings::Body;
use casework::TokenTerms;
use casework::four_eyes::MotionState;
use casework::permission::{Act, Role, may_enter};
use console_act::{ModelDeps, handle_model};
use fraud::{KeyId, Timestamp};
use model::{Model, Scorer};
use model_pointer::small_model::small_model;
use serde_json::{Value, json};

const NOW: Timestamp = Timestamp::from_millis(1_772_368_200_000);
const PROPOSALS: &str = "/console/model-proposals";
const DECISIONS: &str = "/console/model-decisions";

type MemoryDeps =
    ModelDeps<MemoryModelProposals, Arc<MemoryModelObjects>, Arc<MemoryModelTopic>, MemoryBypassTopic>;

/// A deployment whose first model is in force, with two more that were trained.
struct World {
    deps: MemoryDeps,
    models: [Model; 3],
}

async fn world() -> World {
    let models = [1, 2, 3].map(|scale| small_model(scale).unwrap());
    let store = ModelStore::new(Arc::new(MemoryModelObjects::default()));
    for model in &models {
        store.keep(model.version(), &Scorer::file_of(model).unwrap()).await.unwrap();
    }
    let deps = ModelDeps {
        proposals: MemoryModelProposals::default(),
        store,
        topic: Arc::default(),
        bypasses: MemoryBypassTopic::default(),
        environment: "test".to_owned(),
        terms: TokenTerms { issuer: "https://idp.example/pool".to_owned(), client_id: "console".to_owned() },
    };
    let world = World { deps, models };
    world.put_by_hand(0).await;
    world
}

impl World {
    fn version(&self, place: usize) -> &str {
        self.models[place].version()
    }

    /// As the command line does.
    async fn put_by_hand(&self, place: usize) {
        let store = &self.deps.store;
        let now = model_pointer::in_force(store).await.unwrap();
        let from = now.as_ref().map(|now| now.version.as_str());
        let moved = Move::new(from, self.version(place), "somebody", "by hand");
        model_pointer::put_in_force(store, &self.models[place], &moved, now.as_ref()).await.unwrap();
    }

    async fn in_force(&self) -> String {
        model_pointer::in_force(&self.deps.store).await.unwrap().unwrap().version
    }

    async fn base(&self) -> String {
        model_pointer::in_force(&self.deps.store).await.unwrap().unwrap().champion.etag
    }

    async fn post(&self, path: &str, who: (&str, &str), body: &Value) -> (i64, Value) {
        let (name, group) = who;
        let request: ApiGatewayProxyRequest = serde_json::from_value(json!({
            "httpMethod": "POST", "resource": path, "path": path, "headers": { "content-type": "application/json" },
            "body": body.to_string(), "isBase64Encoded": false,
            "requestContext": { "httpMethod": "POST", "authorizer": { "claims": {
                "token_use": "id", "iss": "https://idp.example/pool", "aud": "console", "sub": format!("id-of-{name}"),
                "email": format!("{name}@example.com"), "cognito:groups": group,
            } } },
        }))
        .unwrap();
        // Ids of one moment differ by who asked.
        let random = || [name.as_bytes()[0].wrapping_add(name.as_bytes()[1]); 10];
        let answer = handle_model(&request, &self.deps, NOW, random).await;
        let Some(Body::Text(text)) = answer.body else { panic!("an answer has a body") };
        (answer.status_code, serde_json::from_str(&text).unwrap())
    }

    async fn propose(&self, who: (&str, &str), what: &str, model: &str) -> Value {
        let body =
            json!({ "what": what, "model": model, "base": self.base().await, "reason": "It is better." });
        let (status, answer) = self.post(PROPOSALS, who, &body).await;
        assert_eq!(status, 200, "{answer}");
        answer
    }

    /// Ana's proposal of the second model.
    async fn proposed(&self) -> Value {
        let answer = self.propose(ANA, "promote", self.version(1)).await;
        assert_eq!(answer["outcome"], "done", "{answer}");
        answer["proposal_id"].clone()
    }

    async fn decide(&self, proposal: &Value, version: u64, who: (&str, &str), decision: &str) -> Value {
        let (status, answer) = self.post(DECISIONS, who, &decision_of(proposal, version, decision)).await;
        assert_eq!(status, 200, "{answer}");
        answer["outcome"].clone()
    }

    async fn state(&self, proposal: &Value) -> MotionState {
        let id: KeyId = proposal.as_str().unwrap().parse().unwrap();
        self.deps.proposals.find(id).await.unwrap().unwrap().state
    }

    fn acts(&self) -> Vec<(String, Act)> {
        self.deps.proposals.trail().into_iter().map(|entry| (entry.who, entry.act)).collect()
    }
}

fn decision_of(proposal: &Value, version: u64, decision: &str) -> Value {
    json!({ "proposal_id": proposal, "version": version, "decision": decision, "reason": "Looked at." })
}

const ANA: (&str, &str) = ("ana", "analyst");
const BEN: (&str, &str) = ("ben", "analyst");
const CLEO: (&str, &str) = ("cleo", "compliance");
const ADA: (&str, &str) = ("ada", "admin");

#[tokio::test]
async fn a_model_decides_by_the_word_of_somebody_else_and_so_does_the_one_before() {
    let world = world().await;
    let proposal = world.proposed().await;
    assert_eq!(world.in_force().await, world.version(0));
    assert_eq!(world.decide(&proposal, 1, ANA, "approve").await, "own_proposal");
    assert_eq!(world.decide(&proposal, 1, CLEO, "approve").await, "done");
    assert_eq!(world.in_force().await, world.version(1));
    assert_eq!(world.state(&proposal).await, MotionState::Published);
    assert_eq!(world.decide(&proposal, 3, BEN, "approve").await, "closed");
    // The log and the mail name both, and where to read more.
    let log = world.deps.store.promotions().await.unwrap();
    assert_eq!((log.len(), log[0].why.as_str(), log[0].is_announced), (2, "It is better.", true));
    let by =
        format!("cleo@example.com, proposed by ana@example.com (proposal {})", proposal.as_str().unwrap());
    assert_eq!(log[0].by, by);
    assert!(world.deps.topic.mails()[0].body.contains(&by));
    // And back.
    let answer = world.propose(CLEO_ADMIN, "roll_back", world.version(2)).await;
    assert_eq!(answer["outcome"], "not_the_one_before");
    let back = world.propose(BEN, "roll_back", world.version(0)).await["proposal_id"].clone();
    assert_eq!(world.decide(&back, 1, ANA, "approve").await, "done");
    assert_eq!(world.in_force().await, world.version(0));
    assert!(world.deps.store.promotions().await.unwrap()[0].is_rollback);
    let who = |name: &str, act| (format!("{name}@example.com"), act);
    let expected = [
        who("ana", Act::ProposeModels),
        who("cleo", Act::ApproveModels),
        who("ben", Act::ProposeModels),
        who("ana", Act::ApproveModels),
    ];
    assert_eq!(world.acts(), expected);
    assert_eq!(world.deps.bypasses.mails(), []);
}

const CLEO_ADMIN: (&str, &str) = ("cleo", "[admin compliance]");

#[tokio::test]
async fn whoever_proposes_does_not_approve_in_another_role_session_or_spelling() {
    let world = world().await;
    let proposal = world.proposed().await;
    for who in [ANA, ("ana", "compliance"), ("ana", "admin"), ("Ana", "analyst"), ("ana+2", "compliance")] {
        assert_eq!(world.decide(&proposal, 1, who, "approve").await, "own_proposal", "{who:?}");
        assert_eq!(world.decide(&proposal, 1, who, "reject").await, "own_proposal", "{who:?}");
    }
    // Who lost the role between, or never had it, is not asked again who they are.
    for group in ["operator", "customers", ""] {
        let body = decision_of(&proposal, 1, "approve");
        assert_eq!(world.post(DECISIONS, ("ben", group), &body).await.0, 403, "{group}");
    }
    assert_eq!(world.in_force().await, world.version(0));
    assert_eq!(world.acts().len(), 1);
}

#[tokio::test]
async fn of_two_approvals_at_once_one_is_noted_and_the_pointer_moves_once() {
    let world = world().await;
    let proposal = world.proposed().await;
    let (one, other) = tokio::join!(
        world.decide(&proposal, 1, CLEO, "approve"),
        world.decide(&proposal, 1, BEN, "approve"),
    );
    for outcome in [one, other] {
        assert!(outcome == "done" || outcome == "closed", "{outcome}");
    }
    assert_eq!(world.in_force().await, world.version(1));
    assert_eq!((world.acts().len(), world.deps.store.promotions().await.unwrap().len()), (2, 2));
}

#[tokio::test]
async fn only_what_was_looked_at_replaces_only_what_was_in_force_then() {
    let world = world().await;
    let proposal = world.proposed().await;
    let other = world.propose(BEN, "promote", world.version(2)).await["proposal_id"].clone();
    assert_eq!(world.decide(&proposal, 7, CLEO, "approve").await, "changed");
    assert_eq!(world.decide(&proposal, 1, CLEO, "approve").await, "done");
    // Ben's was to take the place of the one before.
    assert_eq!(world.decide(&other, 1, CLEO, "approve").await, "outdated");
    assert_eq!(world.decide(&other, 1, BEN, "withdraw").await, "done");
    assert_eq!(world.decide(&proposal, 3, BEN, "withdraw").await, "not_yours");
    let check = async |what: &str, model: &str, expected: &str| {
        let answer = world.propose(ANA, what, model).await;
        assert_eq!(
            (answer["outcome"].as_str(), &answer["proposal_id"]),
            (Some(expected), &Value::Null),
            "{model}"
        );
    };
    check("promote", world.version(1), "unchanged").await;
    for unknown in ["never-trained", "../champion", "a/b", "<img src=x>"] {
        check("promote", unknown, "unknown_model").await;
    }
    world.deps.store.keep("broken", b"no model").await.unwrap();
    world.deps.store.keep("renamed", &Scorer::file_of(&world.models[2]).unwrap()).await.unwrap();
    check("promote", "broken", "not_good").await;
    check("promote", "renamed", "not_good").await;
    let stale = json!({ "what": "promote", "model": world.version(2), "base": "\"1\"", "reason": "r" });
    assert_eq!(world.post(PROPOSALS, ANA, &stale).await.1["outcome"], "outdated");
}

#[tokio::test]
async fn what_was_interrupted_is_finished_by_the_same_request_and_noted_once() {
    let world = world().await;
    let proposal = world.proposed().await;
    let body = decision_of(&proposal, 1, "approve");
    world.deps.proposals.break_behind_publishing(true);
    assert_eq!(world.post(DECISIONS, CLEO, &body).await.0, 503);
    assert_eq!(world.in_force().await, world.version(1));
    assert_eq!(world.state(&proposal).await, MotionState::Publishing);
    assert_eq!(world.decide(&proposal, 2, BEN, "reject").await, "on_its_way");
    assert_eq!(world.decide(&proposal, 2, ANA, "approve").await, "own_proposal");
    world.deps.proposals.break_behind_publishing(false);
    assert_eq!(world.post(DECISIONS, CLEO, &body).await.1["outcome"], "done");
    assert_eq!(world.state(&proposal).await, MotionState::Published);
    assert_eq!((world.acts().len(), world.deps.topic.mails().len()), (2, 1));
}

#[tokio::test]
async fn a_move_that_was_made_and_replaced_before_the_repeat_is_told_as_it_was() {
    let world = world().await;
    let proposal = world.proposed().await;
    let body = decision_of(&proposal, 1, "approve");
    world.deps.proposals.break_behind_publishing(true);
    assert_eq!(world.post(DECISIONS, CLEO, &body).await.0, 503);
    world.deps.proposals.break_behind_publishing(false);
    world.put_by_hand(2).await;
    assert_eq!(world.post(DECISIONS, CLEO, &body).await.1["outcome"], "done");
    assert_eq!(world.state(&proposal).await, MotionState::Published);
    assert_eq!(world.in_force().await, world.version(2));
}

#[tokio::test]
async fn a_bypass_is_an_administrators_and_is_mailed_before_it_takes_effect() {
    let world = world().await;
    let proposal = world.proposed().await;
    assert_eq!(world.decide(&proposal, 1, BEN, "bypass").await, "not_allowed");
    let body = decision_of(&proposal, 1, "bypass");
    world.deps.bypasses.set_unreachable(true);
    assert_eq!(world.post(DECISIONS, ADA, &body).await.0, 503);
    assert_eq!(world.in_force().await, world.version(0));
    // Somebody was faster: the decision stands in the trail, and so does that nothing came of it.
    world.deps.bypasses.set_unreachable(false);
    assert_eq!(world.post(DECISIONS, ADA, &body).await.1["outcome"], "done");
    assert_eq!(world.in_force().await, world.version(1));
    let mails = world.deps.bypasses.mails();
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].subject, "[Tollgate test] A model is put in force by one person alone");
    for told in ["ada@example.com", "ana@example.com", world.version(0), world.version(1), "Looked at."] {
        assert!(mails[0].body.contains(told), "{told}: {}", mails[0].body);
    }
    let acts: Vec<_> = world.acts().into_iter().map(|(_, act)| act).collect();
    assert_eq!(acts, [Act::ProposeModels, Act::BypassFourEyesOnModels]);
}

#[tokio::test]
async fn who_is_overtaken_between_the_decision_and_the_move_is_told_and_so_is_the_trail() {
    let world = world().await;
    let proposal = world.proposed().await;
    let body = decision_of(&proposal, 1, "bypass");
    // Decided, and then nothing more: nobody could be told.
    world.deps.bypasses.set_unreachable(true);
    assert_eq!(world.post(DECISIONS, ADA, &body).await.0, 503);
    world.deps.bypasses.set_unreachable(false);
    world.put_by_hand(2).await;
    assert_eq!(world.post(DECISIONS, ADA, &body).await.1["outcome"], "outdated");
    assert_eq!(
        (world.in_force().await.as_str(), world.state(&proposal).await),
        (world.version(2), MotionState::Open)
    );
    let last = world.deps.proposals.trail().pop().unwrap();
    assert_eq!((last.act, last.before.as_deref()), (Act::BypassFourEyesOnModels, Some("decided")));
    // Nobody was told of what did not happen.
    assert_eq!(world.deps.bypasses.mails(), []);
}

#[tokio::test]
async fn wrong_bodies_and_unknown_proposals_are_told() {
    let world = world().await;
    let check = async |path: &str, body: Value, pointers: &[&str]| {
        let (status, answer) = world.post(path, ADA, &body).await;
        let errors = answer["errors"].as_array().unwrap();
        let found: Vec<&str> = errors.iter().map(|error| error["pointer"].as_str().unwrap()).collect();
        assert_eq!((status, &found[..]), (400, pointers), "{body}");
    };
    check(PROPOSALS, json!({}), &["#/what", "#/model", "#/reason"]).await;
    let wrong = json!({ "what": "delete", "model": "4111 1111 1111 1111", "reason": "\u{202e}", "x": 1 });
    check(PROPOSALS, wrong, &["#/what", "#/model", "#/reason", "#/x"]).await;
    check(DECISIONS, json!({}), &["#/proposal_id", "#/version", "#/decision", "#/reason"]).await;
    let unknown = decision_of(&json!(KeyId::new(NOW, [9; 10])), 1, "approve");
    assert_eq!(world.post(DECISIONS, ADA, &unknown).await.0, 404);
}

#[tokio::test]
async fn every_route_asks_the_table_for_every_role() {
    let world = world().await;
    for path in [PROPOSALS, DECISIONS] {
        for role in Role::ALL {
            let expected = if may_enter(&[role], "POST", path) { 400 } else { 403 };
            let (status, _) = world.post(path, ("zoe", role.group()), &json!({})).await;
            assert_eq!(status, expected, "{role:?} {path}");
        }
        assert_eq!(world.post(path, ("zoe", "customers"), &json!({})).await.0, 403);
    }
}
