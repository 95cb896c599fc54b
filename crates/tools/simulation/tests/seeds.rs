//! A thousand worlds, or as many as `SIMULATION_SEEDS` says: no invariant breaks in any of them, and everything
//! that may go wrong did go wrong somewhere.

use std::thread;

use simulation::{Conditions, Occurrence, Report, Violation};

#[test]
fn no_seed_breaks_an_invariant() {
    let seeds = seeds();
    let total = match run_all(seeds) {
        Ok(total) => total,
        Err(violation) => panic!("{violation}"),
    };
    println!("{seeds} seeds\n{total}");
    // A mishap that never happens proves nothing. Fewer seeds may miss the rarest.
    let missing = Occurrence::LABELS.iter().filter(|(occurrence, _)| total.count(*occurrence) == 0);
    let missing: Vec<_> = missing.map(|(_, label)| label).collect();
    assert!(seeds < 1000 || missing.is_empty(), "never happened: {missing:?}");
}

#[test]
fn where_nothing_goes_wrong_every_alert_is_mailed_exactly_once() {
    for seed in 0..50 {
        let report =
            simulation::run_under(Conditions { is_calm: true, ..Conditions::default() }, seed).unwrap();
        assert_eq!(report.count(Occurrence::MailMarkedAsRepeat), 0, "seed {seed}");
        assert_eq!(report.count(Occurrence::SecondMail), 0, "seed {seed}");
        assert_eq!(report.count(Occurrence::RecordsTooOld), 0, "seed {seed}");
        assert_eq!(report.count(Occurrence::MailSent), report.count(Occurrence::AlertQueued), "seed {seed}");
    }
}

#[test]
fn a_crowded_party_fails_and_delays_nobody() {
    let mut total = Report::default();
    for seed in 0..200 {
        let conditions = Conditions { is_calm: true, has_partition_limits: true, ..Conditions::default() };
        let report = simulation::run_under(conditions, seed).unwrap();
        for occurrence in [
            Occurrence::RequestUnavailable,
            Occurrence::BatchPartlyFailed,
            Occurrence::BatchBisected,
            Occurrence::RecordsTooOld,
        ] {
            assert_eq!(report.count(occurrence), 0, "seed {seed}: {occurrence:?}");
        }
        total.add(&report);
    }
    assert!(total.count(Occurrence::HistoryCrowded) > 0);
}

#[test]
fn a_seed_tells_the_same_story_again() {
    for seed in 0..20 {
        assert_eq!(simulation::tell(seed).0, simulation::tell(seed).0, "seed {seed}");
    }
}

fn seeds() -> u64 {
    #[expect(clippy::disallowed_methods, reason = "how long to look is for whoever runs the tests to say")]
    let seeds = std::env::var("SIMULATION_SEEDS");
    seeds.map_or(1000, |text| text.parse().expect("SIMULATION_SEEDS is a number"))
}

/// Runs the seeds on all processors; the violation is the one with the lowest seed that was met.
fn run_all(seeds: u64) -> Result<Report, Box<Violation>> {
    let workers = thread::available_parallelism().map_or(1, |count| count.get() as u64);
    let run_share = |worker: u64| {
        let mut total = Report::default();
        for seed in (worker..seeds).step_by(usize::try_from(workers).expect("few")) {
            total.add(&simulation::run(seed).map_err(Box::new)?);
        }
        Ok(total)
    };
    let shares: Vec<Result<Report, Box<Violation>>> = thread::scope(|scope| {
        let handles: Vec<_> = (0..workers).map(|worker| scope.spawn(move || run_share(worker))).collect();
        handles.into_iter().map(|handle| handle.join().expect("no worker panics")).collect()
    });
    let mut total = Report::default();
    let mut violations = Vec::new();
    for share in shares {
        match share {
            Ok(report) => total.add(&report),
            Err(violation) => violations.push(violation),
        }
    }
    violations.into_iter().min_by_key(|violation| violation.seed).map_or(Ok(total), Err)
}
