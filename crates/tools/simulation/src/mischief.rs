//! What befalls the world of its own accord: processes that die, clocks that leap, things that operators do.

use aws_io::policy_past::POLICY_OBJECT;

use crate::invocation::Caller;
use crate::journal::Occurrence;
use crate::operator;
use crate::policies;
use crate::world::World;

/// Perhaps the invocation that was just polled dies, or is given up by whoever waits for it.
pub(crate) fn strike(world: &mut World, place: usize) {
    let (crashes, is_abandoned) = {
        let mut state = world.cloud.state();
        let rates = state.rates;
        (state.random.happens(rates.crash), state.random.happens(rates.abandonment))
    };
    if crashes {
        world.end(place, Occurrence::Crashed);
    } else if is_abandoned {
        let invocation = &mut world.invocations[place];
        let id = invocation.id;
        let caller = std::mem::replace(&mut invocation.caller, Caller::Nobody);
        world.cloud.state().happened(Occurrence::Abandoned, || format!("#{id} is given up and goes on"));
        world.finish(id, caller, None);
    }
}

/// Perhaps something happens that no invocation asked for.
pub(crate) fn make(world: &mut World) {
    let mut state = world.cloud.state();
    let rates = state.rates;
    if state.random.happens(rates.clock_leap * 10) {
        // A minute or so ends invocations, some more end leases and visibility timeouts, hours outlive records.
        // Hours only once: idempotency keys hold for a day.
        let mut minutes = *state.random.choose(&[1, 1, 2, 2, 6, 6, 7, 30]);
        if !world.has_slept && state.random.happens(100) {
            (minutes, world.has_slept) = (400, true);
        }
        state.now = state.now.plus_millis(minutes * 60_000 + 17);
        state.happened(Occurrence::ClockLept, || format!("{minutes} minutes pass"));
        return;
    }
    if world.clients.are_settled() || !state.random.happens(300) {
        return;
    }
    let kind = state.random.below(4);
    let now = state.now;
    match kind {
        0 => {
            let good =
                world.cloud.table.key_ids().into_iter().find_map(|key_id| world.cloud.table.image(&key_id));
            let Some(good) = good else { return };
            let (key_id, image) = operator::poison(&good, now, &mut state.random);
            state.happened(Occurrence::PoisonPut, || format!("{key_id} is put, and broken"));
            world.cloud.table.put_image(&key_id, image);
            world.poison.push(key_id);
        }
        1 => {
            let decided = operator::decided(&world.cloud.table, now, &mut state.random);
            let Some((key_id, image)) = decided else { return };
            state.happened(Occurrence::DecidedItemPut, || format!("{key_id} is put, and decided"));
            world.cloud.table.put_image(&key_id, image);
            let result = state.witness.item_written(&key_id, &world.cloud.table);
            state.check(result);
        }
        2 => {
            let body = operator::broken_alert(&mut state.random);
            state.happened(Occurrence::BrokenAlertPut, || format!("{body:?} is queued"));
            world.queue.send(body, now);
        }
        _ => {
            let (policy, occurrence) = match world.policies_deployed {
                0 => (policies::BAD.to_owned(), Occurrence::BadPolicyDeployed),
                1 => (policies::stricter(), Occurrence::PolicyDeployed),
                _ => return,
            };
            world.policies_deployed += 1;
            state.happened(occurrence, || format!("{occurrence:?}"));
            world.cloud.objects.put(POLICY_OBJECT, policy);
        }
    }
}
