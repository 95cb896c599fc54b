//! Distance on Earth.

use crate::transaction::Position;

/// The mean radius of the Earth, in kilometres (IUGG).
const EARTH_RADIUS_KM: f64 = 6371.0088;

/// The great-circle distance in kilometres, by the haversine formula. It is computed without the platform's own
/// functions, so that every machine gets the same bits.
pub(super) fn distance_km(from: Position, to: Position) -> f64 {
    let (from_latitude, to_latitude) = (from.latitude.to_radians(), to.latitude.to_radians());
    let half_latitude = libm::sin((to_latitude - from_latitude) / 2.0);
    let half_longitude = libm::sin((to.longitude - from.longitude).to_radians() / 2.0);
    let chord = half_latitude * half_latitude
        + libm::cos(from_latitude) * libm::cos(to_latitude) * half_longitude * half_longitude;
    2.0 * EARTH_RADIUS_KM * libm::asin(libm::sqrt(chord).min(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_those_of_an_atlas() {
        let position = |latitude, longitude| Position { latitude, longitude };
        let check = |from, to, expected: f64| {
            let distance = distance_km(from, to);
            assert!((distance - expected).abs() < expected * 0.005 + 0.001, "{distance} km, not {expected}");
        };
        let (new_york, london) = (position(40.7128, -74.0060), position(51.5074, -0.1278));
        check(new_york, london, 5570.0);
        check(london, new_york, 5570.0);
        check(new_york, new_york, 0.0);
        check(position(0.0, 179.5), position(0.0, -179.5), 111.2);
        check(position(90.0, 0.0), position(-90.0, 0.0), 20_015.0);
    }
}
