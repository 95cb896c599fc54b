//! The trained models in force, and what they say of a payment: evidence beside the rules', and a signal that rules can
//! read. Without a model, rules decide alone, and the decision says so.

use std::time::Duration;

use aws_io::object_store::{ObjectStore, ReadLimits};
use aws_io::object_versions::ObjectVersions;
use fraud::policy::RuleState;
use fraud::signals::MODEL;
use fraud::{Assessment, History, KeyId, ModelOpinion, Policy, Requirements, Timestamp, Transaction};
use futures::future::join3;
use lambda_shell::ErrorChain;
use model::{RiskSnapshot, Scorer, weigh};

use crate::live_object::{Gone, Live, LiveObject};
use crate::rule_guard::AskedModel;
use crate::second_opinion::Opinion;

/// The object of the model that takes part in decisions.
pub const CHAMPION_OBJECT: &str = "champion.tgm";
/// The object of the model that scores in shadow.
pub const CHALLENGER_OBJECT: &str = "challenger.tgm";
/// The object of the merchant risk snapshot, which the last roll-up wrote.
pub const MERCHANT_RISK_OBJECT: &str = "merchant-risk.tgr";

/// The limits for reading each: a model has some hundred kilobytes, a snapshot a hundred bytes for each merchant.
pub const MODEL_LIMITS: ReadLimits = ReadLimits { bytes: 64 << 20, time: Duration::from_secs(5) };

/// Metrics that are counted at each look while the object in the bucket is unusable.
const MODEL_REFUSED: &str = "ModelRefused";
const MERCHANT_RISK_REFUSED: &str = "MerchantRiskRefused";

/// The models of a bucket, and the merchant risk that they use.
#[derive(Debug)]
pub struct Models<Store> {
    champion: LiveObject<Store, Scorer>,
    challenger: LiveObject<Store, Scorer>,
    merchant_risk: LiveObject<Store, RiskSnapshot>,
}

/// What is in force at one moment.
pub(crate) struct ModelsNow {
    champion: Live<Scorer>,
    challenger: Live<Scorer>,
    merchant_risk: Live<RiskSnapshot>,
    state: RuleState,
}

impl<Store: ObjectStore + ObjectVersions + Clone> Models<Store> {
    /// The models of the bucket behind this store.
    pub fn new(store: Store) -> Models<Store> {
        let snapshot = |bytes: &[u8]| RiskSnapshot::from_bytes(bytes).map_err(|error| error.to_string());
        let model = |bytes: &[u8]| Scorer::from_bytes(bytes).map_err(|error| ErrorChain(&error).to_string());
        // A challenger that was promoted is removed, so a missing one is no mistake.
        let scorer = |object, gone| LiveObject::new(store.clone(), object, model, gone, MODEL_REFUSED);
        let (champion, challenger) =
            (scorer(CHAMPION_OBJECT, Gone::Mistake), scorer(CHALLENGER_OBJECT, Gone::TakenBack));
        let refused = MERCHANT_RISK_REFUSED;
        let merchant_risk = LiveObject::new(store, MERCHANT_RISK_OBJECT, snapshot, Gone::Mistake, refused);
        Models { champion, challenger, merchant_risk }
    }
}

impl<Store: ObjectStore + ObjectVersions> Models<Store> {
    pub(crate) async fn prepare(&self, now: Timestamp) {
        join3(self.champion.prepare(now), self.challenger.prepare(now), self.merchant_risk.prepare(now))
            .await;
    }

    pub(crate) async fn look_after(&self, now: Timestamp) {
        let (champion, challenger) = (self.champion.look_after(now), self.challenger.look_after(now));
        join3(champion, challenger, self.merchant_risk.look_after(now)).await;
    }

    /// The models that a policy asks now. `is_live` says whether a model has passed its trial; until then a champion has no
    /// weight.
    pub(crate) fn current(&self, policy: &Policy, is_live: impl FnOnce(&str) -> bool) -> ModelsNow {
        let champion = self.champion.current();
        let is_proven = champion.ready().is_some_and(|scorer| is_live(scorer.model().version()));
        ModelsNow {
            champion,
            challenger: self.challenger.current(),
            merchant_risk: self.merchant_risk.current(),
            state: match policy.model() {
                RuleState::Live if !is_proven => RuleState::Shadow,
                state => state,
            },
        }
    }

    /// The models that are asked, and what they claim.
    pub(crate) fn asked(&self) -> Vec<AskedModel> {
        let (champion, challenger) = (self.champion.current(), self.challenger.current());
        let asked = [(champion.ready(), true), (challenger.ready(), false)].into_iter();
        asked.filter_map(|(scorer, is_champion)| Some(AskedModel::new(scorer?, is_champion))).collect()
    }
}

impl ModelsNow {
    /// How much history the policy and the models need.
    pub(crate) fn requirements(&self, policy: &Policy) -> Requirements {
        let models = [self.champion(), self.challenger()].into_iter().flatten();
        models.fold(policy.requirements().clone(), |all, model| all.union(model.requirements()))
    }

    /// What the models say about a payment.
    pub(crate) fn ask(
        &self,
        key_id: KeyId,
        transaction: &Transaction,
        history: &History,
        now: Timestamp,
    ) -> (Opinion, Option<ModelOpinion>) {
        let Some(champion) = self.champion() else { return (self.silence(), None) };
        let risk = self.merchant_risk.ready();
        let mut opinion = champion.ask(key_id, transaction, history, risk, now);
        opinion.challengers.extend(
            self.challenger()
                .map(|challenger| challenger.ask_in_shadow(key_id, transaction, history, risk, now)),
        );
        let weighed = weigh(&opinion, self.state);
        let weighed = Opinion { signals: weighed.signals, evidence: weighed.evidence.into_iter().collect() };
        (weighed, Some(opinion))
    }

    /// Explains what the champion said of a payment that a person may look at.
    pub(crate) fn explain(&self, assessment: &mut Assessment) {
        let opinion = assessment.basis.as_mut().and_then(|basis| basis.model.as_mut());
        if let (Some(champion), Some(opinion)) = (self.champion(), opinion) {
            champion.explain(opinion);
        }
    }

    fn champion(&self) -> Option<&Scorer> {
        self.champion.ready().filter(|_| self.state != RuleState::Off)
    }

    /// There is nothing to challenge where there is no champion.
    fn challenger(&self) -> Option<&Scorer> {
        self.champion().and_then(|_| self.challenger.ready())
    }

    /// The opinion if no model is asked: `unavailable` if one should have been.
    fn silence(&self) -> Opinion {
        match &self.champion {
            Live::Unusable if self.state != RuleState::Off => Opinion::unavailable(MODEL),
            _ => Opinion::default(),
        }
    }
}
