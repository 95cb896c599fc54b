//! Sending all messages of a queue again.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use anyhow::{Result, bail};
use operations::Deployment;
use operations::dead_letters::{Failures, Fate, Letter, Queue, Redrive};

use super::counted;
use crate::output::{report, tell};

/// How many messages are put back at a time. They wait for the network mostly.
const SENT_AT_A_TIME: usize = 10;

/// Sends again what lies in a queue, by its name without the environment.
pub(super) async fn all(deployment: &Deployment, resource: &str) -> Result<()> {
    let queue = deployment.queue(resource).await?;
    let redrive = Redrive::of(deployment, resource).await?;
    match redrive.returns_to() {
        Some(alive) => returned(&queue, &redrive, &alive).await,
        None => handled(&queue, &redrive, Failures::of_queue(resource)).await,
    }
}

/// Puts messages back into the queue they came from.
async fn returned(dead: &Queue, redrive: &Redrive<'_>, alive: &str) -> Result<()> {
    let sent = Cell::new(0);
    let gone_through = dead.go_through(SENT_AT_A_TIME, async |message| {
        redrive.send_again(message, &|_| {}).await?;
        sent.set(sent.get() + 1);
        anyhow::Ok(Fate::Deleted)
    });
    let gone_through = gone_through.await;
    report!("{}: {} sent to {alive} again", dead.name(), counted(sent.get()));
    gone_through
}

/// Has functions deal with messages, and deletes each once that has worked.
async fn handled(queue: &Queue, redrive: &Redrive<'_>, failures: Option<Failures>) -> Result<()> {
    // What fails again comes back as a new message about the same: it stays for the next time.
    let tried = RefCell::new(BTreeSet::new());
    let (done, failed, again) = (Cell::new(0), Cell::new(0), Cell::new(0));
    let count = |counter: &Cell<usize>| counter.set(counter.get() + 1);
    let gone_through = queue.go_through(1, async |message| {
        let subject = failures.map(|failures| Letter::read(failures, &message.body).subject());
        if !tried.borrow_mut().insert(subject) {
            count(&again);
            return Ok(Fate::Kept);
        }
        match redrive.send_again(message, &|line| report!("{line}")).await {
            Ok(()) => {
                count(&done);
                Ok(Fate::Deleted)
            }
            Err(error) => {
                count(&failed);
                tell!("a message stays in {}: {:#}", queue.name(), anyhow::Error::from(error));
                anyhow::Ok(Fate::Kept)
            }
        }
    });
    gone_through.await?;
    report!("{}: {} dealt with", queue.name(), counted(done.get()));
    if again.get() > 0 {
        report!("{}: {} about what was tried just now stay", queue.name(), counted(again.get()));
    }
    if failed.get() > 0 {
        bail!("{} could not be dealt with", counted(failed.get()));
    }
    Ok(())
}
