//! One seeded simulation of the whole pipeline: the real handlers, resources in memory, and around them a world
//! that does to them whatever AWS documents that it may do, and some things that it does not.
//!
//! A seed decides everything that happens, so a broken invariant can be looked at again:
//! `cargo run -p simulation -- --seed 42` tells the story of a seed step by step.

mod calls;
mod client;
mod cloud;
mod decision_calls;
mod faults;
mod flaw;
mod functions;
mod history_calls;
mod invariants;
mod invocation;
mod journal;
mod labeller;
mod mischief;
mod models;
mod operator;
mod planted;
mod policies;
mod queue;
mod random;
mod reader;
mod stream;
mod watchlists;
mod witness;
mod world;

use std::fmt;
use std::sync::Arc;

use thiserror::Error;

use invariants::Stage;
use journal::Journal;
use world::World;

pub use flaw::Flaw;
pub use journal::{Occurrence, Report};

/// An invariant does not hold.
#[derive(Debug, Error)]
pub struct Violation {
    /// The world in which it does not.
    pub seed: u64,
    /// What does not hold.
    pub invariant: String,
    /// The steps that led there.
    pub trace: Vec<String>,
}

impl fmt::Display for Violation {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for step in &self.trace {
            writeln!(out, "{step}")?;
        }
        writeln!(out, "seed {}: {}", self.seed, self.invariant)?;
        write!(out, "again: cargo run -p simulation -- --seed {}", self.seed)
    }
}

/// What kind of world to simulate.
#[derive(Clone, Copy, Default, Debug)]
pub struct Conditions {
    /// Nothing goes wrong.
    pub is_calm: bool,
    /// A bug to plant.
    pub flaw: Option<Flaw>,
    /// A party's entries take no more than some calls a second, whatever else goes wrong or not.
    pub has_partition_limits: bool,
}

/// Simulates the world of a seed until it has come to rest, has an operator redrive what was given up, and waits
/// for it to come to rest again.
pub fn run(seed: u64) -> Result<Report, Violation> {
    run_under(Conditions::default(), seed)
}

/// Like [`run`], under conditions.
pub fn run_under(conditions: Conditions, seed: u64) -> Result<Report, Violation> {
    let (report, _, broken) = simulate(conditions, seed, false);
    if broken.is_none() {
        return Ok(report);
    }
    // Once more, with words: they cost too much to be made for every world.
    let (_, trace, broken) = simulate(conditions, seed, true);
    Err(Violation { seed, invariant: broken.unwrap_or_else(|| "the second run differs".to_owned()), trace })
}

/// The steps of a seed in words, and what came of them.
pub fn tell(seed: u64) -> (Vec<String>, Result<Report, Violation>) {
    let (report, trace, broken) = simulate(Conditions::default(), seed, true);
    let result = match broken {
        None => Ok(report),
        Some(invariant) => Err(Violation { seed, invariant, trace: Vec::new() }),
    };
    (trace, result)
}

fn simulate(conditions: Conditions, seed: u64, is_told: bool) -> (Report, Vec<String>, Option<String>) {
    let mut world = World::new(seed, conditions, Journal::new(is_told));
    for stage in [Stage::Drained, Stage::Redriven] {
        if stage == Stage::Redriven {
            world.redrive();
        }
        world.run_until_quiet();
        if !world.is_broken() {
            reader::read_all(&mut world);
        }
        if !world.is_broken() {
            let result = invariants::check(&world, stage);
            world.cloud.state().check(result);
        }
        if world.is_broken() {
            break;
        }
    }
    let cloud = Arc::clone(&world.cloud);
    // The functions hold the cloud as well.
    drop(world);
    let cloud = Arc::into_inner(cloud).expect("nobody else is left");
    cloud.into_journal().into_parts()
}
