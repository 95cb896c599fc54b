//! What is told of conditions that can never hold, and what is not.

use super::*;
use crate::language::{List, parse};

fn told(source: &str) -> Vec<(String, Option<String>)> {
    let mut vocabulary = Vocabulary::default();
    vocabulary.add_list("risky", List::new(["IR", "kp", "UK", "Nigeria"])).unwrap();
    vocabulary.add_list("bad_ips", List::new(["192.0.2.7", "::ffff:192.0.2.8", "2001:DB8::1"])).unwrap();
    vocabulary.add_variable("billing_country", "$geo.country").unwrap();
    vocabulary.add_variable("ip_score", "number").unwrap();
    let mut requirements = Requirements::default();
    requirements.ask(Entity::Card, crate::history::Depth::of_window(60_000));
    let condition = parse(source).unwrap_or_else(|error| panic!("{}", error.render(source)));
    let warnings = warnings(&condition, &vocabulary, &requirements);
    warnings
        .iter()
        .map(|warning| (warning.message().to_owned(), warning.advice().map(str::to_owned)))
        .collect()
}

#[track_caller]
fn check(source: &str, message: &str, help: Option<&str>) {
    let told = told(source);
    let found = told.iter().any(|(said, advice)| {
        said.contains(message) && help.is_none_or(|help| advice.as_deref().unwrap_or_default().contains(help))
    });
    assert!(found, "{source}: {told:?}");
}

#[test]
fn texts_that_a_field_never_is_are_told_with_what_was_meant() {
    for (source, message, help) in [
        ("$card.bin == \"41111111\"", "can never hold: it has 6 digits", Some("$card.bin8")),
        ("$card.bin in [\"47112244\"]", "never \"47112244\"", Some("$card.bin8")),
        ("starts_with($card.bin, '47112244')", "can never hold", Some("$card.bin8")),
        ("$card.bin == \"4111\"", "it has 6 digits", None),
        ("$card.bin8 == \"411111\"", "it has 8 digits", None),
        ("\"41111111\" == $card.bin", "can never hold", None),
        ("$card.last_four == \"12345\"", "it has 4 digits", None),
        ("$card.last_four == \"12a4\"", "it has 4 digits", None),
        ("$card.token == \"4111\"", "64 hexadecimal digits", None),
        ("$merchant_category == \"581\"", "it has 4 digits", None),
        ("$merchant_category in [\"5812\", \"food\"]", "never \"food\"", None),
        ("$geo.country == \"FRA\"", "two capitals", Some("\"FR\"")),
        ("$geo.country == \"fr\"", "two capitals", Some("\"FR\"")),
        ("$geo.country == \"France\"", "two capitals", Some("\"FR\"")),
        ("$geo.country in [\"UK\"]", "two capitals", Some("\"GB\"")),
        ("$geo.country == \"ZZ\"", "two capitals", None),
        ("$billing_country == \"Germany\"", "two capitals", Some("\"DE\"")),
        ("$geo.country in @risky", "never \"kp\" of @risky", Some("\"KP\"")),
        ("$geo.country in @risky", "never \"Nigeria\" of @risky", Some("\"NG\"")),
        ("$currency == \"usd\"", "three capitals", Some("\"USD\"")),
        ("$currency == \"€\"", "three capitals", Some("\"EUR\"")),
        ("$currency != \"usd\"", "always holds", Some("\"USD\"")),
        ("$ip_address == \"::ffff:192.0.2.71\"", "one spelling", Some("\"192.0.2.71\"")),
        ("$ip_address == \"2001:DB8::1\"", "one spelling", Some("\"2001:db8::1\"")),
        ("$ip_address == \"192.0.2.0/24\"", "one IP address", Some("network(")),
        ("$ip_address in @bad_ips", "of @bad_ips", Some("\"192.0.2.8\"")),
        ("starts_with($ip_address, \"2001:DB8\")", "small letters", None),
        ("$email_address == \"example.org\"", "has an @", Some("domain($email_address)")),
        ("$phone == \"unknown\"", "no letters", None),
        ("lowercase($merchant) == \"Shop\"", "small letters", Some("\"shop\"")),
        ("contains(lowercase($email_address), \"Zoe\")", "small letters", None),
        ("uppercase($merchant) == \"Shop\"", "capitals", Some("\"SHOP\"")),
        ("domain($email_address) == \"Example.org\"", "small letters", None),
        (
            "domain($email_address) == \"xn--bcher-kva.example\"",
            "as people read it",
            Some("\"bücher.example\""),
        ),
        ("domain($email_address) == \"example.org.\"", "without a dot at the end", Some("\"example.org\"")),
        ("ends_with(domain($email_address), \".xn--p1ai\")", "as people read it", Some("\".рф\"")),
        ("$ip_address == \"64:ff9b::192.0.2.71\"", "one spelling", Some("\"192.0.2.71\"")),
        ("$history.status == \"missing\"", "\"complete\" or \"partial\"", None),
        ("$history.card == \"Complete\"", "can never hold", Some("\"complete\"")),
        ("$signals.model == \"score\"", "can never hold", Some("\"scored\"")),
        ("count(card, 1h where $outcome == 'blocked') > 1", "can never hold", Some("\"block\"")),
        ("count(card, 1h where $label == 'good') > 1", "can never hold", None),
        ("$amount > 5 and ($amount > 9 or $currency == 'eur')", "can never hold", Some("\"EUR\"")),
    ] {
        check(source, message, help);
    }
    let long = format!("$channel == \"{}\"", "x".repeat(33));
    check(&long, "32 characters at most", None);
}

#[test]
fn numbers_that_a_value_never_is_are_told() {
    for source in [
        "$amount < 0",
        "$amount == -5",
        "$local.hour == 24",
        "$local.hour > 23",
        "24 <= $local.hour",
        "$local.weekday == 0",
        "$local.weekday in [0, 7]",
        "$geo.latitude > 90",
        "$geo.longitude < -180",
        "count(card, 1h) < 1",
        "count(card, 90d) > 500",
        "distinct(merchant, card, 1h) == 0",
        "$signals.fraud_probability > 1",
        "$signals.model_points > 100",
        "$signals.fraud_detector_score > 1000",
        "length($card.bin) == 8",
        "length($geo.country) > 2",
        "km_from_last(card) > 30000",
        "abs($amount - 5) < 0",
        "$merchant == null",
        "$card.luhn_valid == null",
    ] {
        check(source, "", None);
    }
}

#[test]
fn what_can_never_hold_at_once_is_told() {
    for (source, message) in [
        ("$amount > 100 and $amount < 50", "`$amount > 100` and `$amount < 50` can never hold at once"),
        ("$amount >= 5 and $merchant == 'a' and $amount < 5", "at once"),
        ("$currency == 'EUR' and $currency == 'USD'", "at once"),
        ("$currency == 'EUR' and $currency != 'EUR'", "at once"),
        ("$currency in ['EUR', 'USD'] and $currency in ['GBP']", "at once"),
        ("$merchant_category in ['5812'] and $merchant_category not in ['5812', '7995']", "at once"),
        ("$phone == null and $phone == '12345'", "at once"),
        ("$phone == null and $phone != null", "at once"),
        ("$card.luhn_valid and !$card.luhn_valid", "at once"),
        ("count(card, 1h) > 5 and count(card, 1h) <= 5", "at once"),
        ("$ip_score == 3 and $ip_score == 4", "at once"),
        ("count(card, 1h where $amount > 5 and $amount < 3) > 1", "at once"),
        ("5 < $amount and 3 > $amount", "at once"),
        ("$history.customer == 'unavailable'", "never known: no rule asks for the history of customers"),
    ] {
        check(source, message, None);
    }
}

#[test]
fn what_can_hold_is_not_told() {
    for source in [
        "$local.hour == 23",
        "$merchant_category == \"5812\" or $card.bin in [\"471122\"]",
        "$card.bin == \"411111\" and $card.bin8 == \"41111111\"",
        "starts_with($card.bin, \"4711\") and ends_with($card.last_four, \"11\")",
        "$geo.country in [\"FR\", \"XK\", \"GB\"]",
        "$currency == \"JPY\" and $currency != \"USD\"",
        "starts_with($currency, \"E\")",
        "$ip_address == \"192.0.2.7\" or starts_with($ip_address, \"2001:db8:\")",
        "network($ip_address, 24, 64) == \"192.0.2.0/24\"",
        "$email_address == \"Zoe@Example.org\"",
        "contains($email_address, \"+\")",
        "mailbox($email_address) == \"zoe@gmail.com\"",
        "$phone == \"+1 (212) 555-0100\"",
        "$history.status != \"complete\" and $history.card == \"unavailable\"",
        "count(card, 1h where $amount < 5) == 0",
        "count(card, 1h) == 1",
        "$amount > 0 and $amount <= 50 and $amount >= 50",
        "$amount > 50 or $amount < 10",
        "$currency == 'EUR' or $currency == 'USD'",
        "!($amount > 50) and $amount < 10",
        "$amount % 1 == 0",
        "$ip_score > 3 and $ip_score < 9",
        "$attributes.country == \"France\"",
        "length($merchant) > 5",
        "$signals.fraud_probability >= 0.99",
        "$label_text == null",
    ] {
        let source = source.replace("$label_text", "$location");
        assert_eq!(told(&source), [], "{source}");
    }
}

#[test]
fn derived_texts_and_patterns_that_can_never_fit_are_told() {
    for (source, message, help) in [
        ("domain($email_address) == \"@example.org\"", "follows the @", Some("\"example.org\"")),
        ("domain($email_address) == \"zoe@Example.org\"", "follows the @", Some("\"example.org\"")),
        (
            "mailbox($email_address) == \"a+b@gmail.com\"",
            "what its provider ignores",
            Some("\"a@gmail.com\""),
        ),
        (
            "mailbox($email_address) == \"a.b@gmail.com\"",
            "what its provider ignores",
            Some("\"ab@gmail.com\""),
        ),
        ("mailbox($email_address) == \"a@googlemail.com\"", "provider ignores", Some("\"a@gmail.com\"")),
        ("mailbox($email_address) == \"gmail.com\"", "has an @", None),
        ("network($ip_address, 24, 64) == \"192.0.2.5/24\"", "first address", Some("\"192.0.2.0/24\"")),
        ("network($ip_address, 24, 64) == \"192.0.2.0\"", "first address", Some("\"192.0.2.0/24\"")),
        ("network($ip_address, 24, 64) == \"10.0.0.0/8\"", "first address", Some("\"10.0.0.0/24\"")),
        ("network($ip_address, 24, 64) == \"2001:DB8::/64\"", "first address", Some("\"2001:db8::/64\"")),
        ("$merchant == \"\"", "never blank", None),
        ("$device.id == \" \"", "never blank", None),
        ("$attributes.note == \"\"", "never blank", None),
        ("regex_match(\"[0-9]{8}\", $card.bin)", "fits the pattern", None),
        ("regex_match(\"^47112244\", $card.bin)", "fits the pattern", None),
        ("regex_match(\"4711\", $card.bin)", "fits the pattern", None),
        ("regex_match(\"[a-z]+\", $currency)", "fits the pattern", None),
        ("regex_match(\"EUR?O\", $currency)", "fits the pattern", None),
        ("regex_match(\"FRA|DEU\", $geo.country)", "fits the pattern", None),
        ("regex_match(\"5[0-9]{2}\", $merchant_category)", "fits the pattern", None),
        ("regex_match(\"score\", $signals.model)", "fits the pattern", None),
    ] {
        check(source, message, help);
    }
}

#[test]
fn numbers_out_of_reach_are_told_behind_not_too() {
    for source in [
        "$amount == 0",
        "$amount <= 0",
        "!($amount > 0)",
        "not ($amount >= 0)",
        "$amount > 2000000000000000",
        "$amount <= usd(0)",
        "$amount < usd(-5)",
        "$local.hour == 2.5",
        "$local.weekday in [1.5]",
        "count(card, 1h) == 1.5",
        "length($currency) != 3",
        "$amount % 1 == 1",
        "$amount % 10 > 10",
        "minutes_since_last(card, 1h) > 60",
        "minutes_since_last(card) > 43201",
        "age_days(customer, 30d) > 45",
        "age_days(card, 90d) > 90",
        "sum(amount, card, 1h) <= 0",
        "max(amount, card, 1h) < 0",
        "distinct(card, card, 1h) > 1",
        "distinct(network, ip, 1h) >= 2",
        "distinct(mailbox, email, 1h) > 1",
        "1 == 2",
        "false",
        "!true",
        "$amount > 5 or false",
        "not ($merchant != null)",
    ] {
        check(source, "", None);
    }
}

#[test]
fn what_is_asked_behind_not_and_of_a_missing_value_contradicts_too() {
    for source in [
        "$amount > 5 and not ($amount > 5)",
        "$amount > 5 and not ($amount > 3 or $currency == 'EUR')",
        "!($amount >= 100) and $amount >= 100",
        "not ($currency == 'EUR' or $currency == 'USD') and $currency == 'USD'",
        "$channel == 'pos' and not ($channel in ['pos', 'atm'])",
        "$channel == null and starts_with($channel, \"p\")",
        "$phone == null and length($phone) > 3",
        "lowercase($channel) == 'pos' and $channel == null",
        "$attributes.age == null and $attributes.age > 3",
        "$customer_id == null and $customer_id in @risky",
        "$amount > usd(100) and $amount < usd(50)",
        "$amount >= eur(50) and not ($amount >= eur(50))",
    ] {
        check(source, "at once", None);
    }
}

#[test]
fn neither_of_these_is_told() {
    for source in [
        "!($amount > 100)",
        "not ($geo.country == \"FR\" or $amount > 5)",
        "not ($amount > 5 and $amount < 3)",
        "$amount > usd(50) and $amount < usd(100)",
        "$amount > usd(100) and $amount < eur(50)",
        "$amount > usd(100) and $amount < 50",
        "$amount % 10 == 9.99",
        "$amount % 1 == 0",
        "minutes_since_last(card, 1h) > 59",
        "age_days(customer, 90d) > 89",
        "distinct(ip, network, 1h) >= 2",
        "distinct(email, mailbox, 24h) >= 3",
        "is_new(card, card)",
        "sum(amount, card, 1h where $amount > 500) == 0",
        "domain($email_address) == \"example.org\"",
        "starts_with(network($ip_address, 24, 64), \"192.\")",
        "network($ip_address, 24, 64) in [\"192.0.2.0/24\", \"2001:db8:5:9::/64\"]",
        "network($ip_address, 8, 32) == \"10.0.0.0/8\"",
        "mailbox($email_address) == \"a+b@example.org\"",
        "regex_match(\"4[0-9]{5}\", $card.bin)",
        "regex_match(\"^4711\", $card.bin)",
        "regex_match(\"471122[0-9]*\", $card.bin8)",
        "regex_match(\"(EUR|USD)\", $currency)",
        "regex_match(\"58.*\", $merchant_category)",
        "regex_match(\"[A-Z]{2}\", $geo.country)",
        "coalesce($channel, 'none') == 'none' and $channel == null",
        "$channel == null or starts_with($channel, \"p\")",
        "($phone == null or $phone == \"12345\") and $phone == null",
        "$ip_score == null and count(card, 1h where $channel == 'pos') > 3",
        "not false",
        "$card.luhn_valid == false",
        "$attributes.is_member != true",
        "coalesce($attributes.is_member, false) and $amount > 5",
        "1 == 1",
    ] {
        assert_eq!(told(source), [], "{source}");
    }
}
