//! A model's file: what is written is read, and nothing else is.

use proptest::prelude::*;

use super::*;
use crate::fixtures::{model, rows};
use crate::training::{Settings, train_unlabelled};

#[test]
fn a_model_is_read_as_it_was_written() {
    let rows = rows(1, 3_000);
    for written in [model(&rows), train_unlabelled(&rows.all(), &Settings::default()).unwrap()] {
        let bytes = written.to_bytes();
        let read = Model::from_bytes(&bytes).unwrap();
        assert_eq!(read.to_bytes(), bytes);
        assert_eq!(read.about(), written.about());
        let list = read.feature_list();
        for place in 0..200 {
            let features = rows.features_for(&list, place);
            assert_eq!(read.score(&features), written.score(&features));
            assert_eq!(read.explain(&features), written.explain(&features));
        }
    }
}

#[test]
fn every_part_of_a_file_is_needed() {
    let bytes = model(&rows(2, 2_000)).to_bytes();
    for end in (0..bytes.len()).step_by(101).chain([0, 7, 8, 40, bytes.len() - 1]) {
        assert!(Model::from_bytes(&bytes[..end]).is_err(), "{end} bytes of {}", bytes.len());
    }
    assert_eq!(Model::from_bytes(b"PK\x03\x04 something else").unwrap_err(), SealError::Foreign.into());
}

#[test]
fn a_later_format_is_refused_by_its_number() {
    let body = [VERSION + 1, 0, 0].map(u16::to_le_bytes).concat();
    let refused = Model::from_bytes(&sealed::seal(KIND, &body)).unwrap_err();
    assert_eq!(refused, ModelFileError::Later { found: VERSION + 1 });
}

/// What a model of an older format scores: the probabilities of three payments.
#[track_caller]
fn check_older(file: &[u8], version: &str, expected: [&str; 3], has_anomaly: bool) {
    let model = Model::from_bytes(file).unwrap();
    assert_eq!(model.version(), version);
    let rows = rows(1, 20);
    let list = model.feature_list();
    let scores: Vec<_> = (0..3).map(|place| model.score(&rows.features_for(&list, place))).collect();
    let probabilities: Vec<_> =
        scores.iter().map(|score| format!("{:.9}", score.fraud.unwrap().probability)).collect();
    assert_eq!(probabilities, expected);
    assert!(scores.iter().all(|score| score.anomaly.is_some() == has_anomaly));
    // It is written in the new format, and read again.
    let again = Model::from_bytes(&model.to_bytes()).unwrap();
    assert_eq!(again.score(&rows.features_for(&list, 0)), scores[0]);
}

/// The first version of the format had no anomaly forest; up to the second every split sent missing values to one side; and up to
/// the third what some payments lacked counted as shown for all.
#[test]
fn files_of_older_formats_still_load_and_score_as_they_did() {
    let first = ["0.895501899", "0.876807625", "0.360649300"];
    check_older(include_bytes!("../../test_data/format_1.tgm"), "1970-01-03-77c61efd", first, false);
    let second = ["0.919241709", "0.750007322", "0.288636650"];
    check_older(include_bytes!("../../test_data/format_2.tgm"), "1970-01-02-2704406e", second, true);
    let third = ["0.866059662", "0.792593294", "0.316879346"];
    check_older(include_bytes!("../../test_data/format_3.tgm"), "1970-01-01-aa322c5b", third, true);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn a_bit_flip_anywhere_is_refused(place in any::<prop::sample::Index>(), bit in 0_u8..8) {
        static BYTES: std::sync::LazyLock<Vec<u8>> = std::sync::LazyLock::new(|| model(&rows(3, 1_500)).to_bytes());
        let mut bytes = BYTES.clone();
        let place = place.index(bytes.len());
        bytes[place] ^= 1 << bit;
        prop_assert!(matches!(Model::from_bytes(&bytes), Err(ModelFileError::Seal(_))));
    }

    /// Somebody can seal anything: it is refused, or it is a model that can score.
    #[test]
    fn what_is_sealed_and_wrong_does_no_harm(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        end in any::<prop::sample::Index>(),
        is_cut in any::<bool>(),
    ) {
        static BYTES: std::sync::LazyLock<Vec<u8>> = std::sync::LazyLock::new(|| model(&rows(3, 1_500)).to_bytes());
        let mut body = sealed::open(KIND, &BYTES).unwrap().to_vec();
        for (place, byte) in changes {
            let place = place.index(body.len());
            body[place] = byte;
        }
        if is_cut {
            body.truncate(end.index(body.len()));
        }
        if let Ok(model) = Model::from_bytes(&sealed::seal(KIND, &body)) {
            let row = vec![1.0; model.inputs().len()];
            let _ = model.score_row(&row);
        }
    }
}
