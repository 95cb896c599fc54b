//! What goes wrong, and how often.

use crate::random::Random;

/// How often each mishap happens, in a thousand. Every world draws its own: some mishaps are off in it, some
/// rare and some frequent, so that also their combinations are met.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FaultRates {
    /// Per call: AWS says no, or can't be reached. Nothing happened.
    pub(crate) call_refused: usize,
    /// Per call: nobody answers, and nothing happened.
    pub(crate) call_unheard: usize,
    /// Per call: it is carried out, but its answer is lost.
    pub(crate) answer_lost: usize,
    /// Per call: its answer is lost, and the SDK makes it again.
    pub(crate) call_repeated: usize,
    /// Per poll of an invocation: the process dies where it stands.
    pub(crate) crash: usize,
    /// Per poll of an invocation: whoever waits for it gives up, and it goes on regardless.
    pub(crate) abandonment: usize,
    /// Per step: the clock leaps, past deadlines, leases and visibility timeouts.
    pub(crate) clock_leap: usize,
    /// Per answer to a client: the connection breaks first.
    pub(crate) client_cut_off: usize,
    /// Per open request: it is sent again while the first is still being worked on.
    pub(crate) client_impatient: usize,
    /// Per batch: the mapping can't invoke the function.
    pub(crate) mapping_throttled: usize,
    /// Per finished batch: the mapping forgets that it is finished.
    pub(crate) batch_repeated: usize,
    /// Per receive of a message: another consumer receives it at the same time.
    pub(crate) message_doubled: usize,
    /// Per receive of a message: it is counted, but never arrives.
    pub(crate) message_astray: usize,
    /// Per delete of a message: a copy survives.
    pub(crate) delete_lost: usize,
    /// Per failed message: it comes again at once and not when its visibility timeout ends.
    pub(crate) early_return: usize,
    /// Per mail: SNS takes no more of them for now, which it does much sooner than other services.
    pub(crate) mail_refused: usize,
    /// How many calls a second a party's entries take, as a partition does; any number if there is no limit.
    pub(crate) partition_calls_max: Option<usize>,
    /// By how much the clocks of two machines differ at most.
    pub(crate) clock_skew_millis: i64,
}

impl FaultRates {
    /// A calm world.
    pub(crate) const NONE: FaultRates = FaultRates {
        call_refused: 0,
        call_unheard: 0,
        answer_lost: 0,
        call_repeated: 0,
        crash: 0,
        abandonment: 0,
        clock_leap: 0,
        client_cut_off: 0,
        client_impatient: 0,
        mapping_throttled: 0,
        batch_repeated: 0,
        message_doubled: 0,
        message_astray: 0,
        delete_lost: 0,
        early_return: 0,
        mail_refused: 0,
        partition_calls_max: None,
        clock_skew_millis: 0,
    };

    /// Whether a call may come to nothing as far as its caller can tell.
    pub(crate) fn calls_fail(&self) -> bool {
        self.call_refused + self.call_unheard + self.answer_lost > 0
    }

    pub(crate) fn draw(random: &mut Random) -> FaultRates {
        let mut up_to = |worst: usize| match random.below(3) {
            0 => 0,
            1 => worst.div_ceil(8),
            _ => worst,
        };
        FaultRates {
            call_refused: up_to(150),
            call_unheard: up_to(80),
            answer_lost: up_to(120),
            call_repeated: up_to(120),
            crash: up_to(60),
            abandonment: up_to(30),
            clock_leap: up_to(16),
            client_cut_off: up_to(250),
            client_impatient: up_to(120),
            mapping_throttled: up_to(200),
            batch_repeated: up_to(150),
            message_doubled: up_to(300),
            message_astray: up_to(60),
            delete_lost: up_to(80),
            early_return: up_to(400),
            mail_refused: up_to(300),
            partition_calls_max: [None, Some(3), Some(9)][up_to(2)],
            clock_skew_millis: if up_to(1) == 0 { 0 } else { 500 },
        }
    }
}

/// What happens to one call.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum CallFault {
    Refused,
    Unheard,
    AnswerLost,
    Repeated,
}

impl CallFault {
    pub(crate) fn draw(rates: &FaultRates, random: &mut Random) -> Option<CallFault> {
        let faults = [
            (CallFault::Refused, rates.call_refused),
            (CallFault::Unheard, rates.call_unheard),
            (CallFault::AnswerLost, rates.answer_lost),
            (CallFault::Repeated, rates.call_repeated),
        ];
        faults.into_iter().find(|(_, rate)| random.happens(*rate)).map(|(fault, _)| fault)
    }
}
