//! What matches and what does not, told as cases: name, listed name, and on which side of the default threshold.

mod cases;

use watchlist::{
    BirthDate, Country, Entry, EntryKind, Index, ListInfo, NAME_CHARACTERS_MAX, Name, NameError, ParityName,
    Query, Reading, Score, SearchOptions, Verdict, WatchList, parity,
};

use self::cases::{check, score};

fn list(name: &str, entries: Vec<Entry>) -> WatchList {
    WatchList { info: ListInfo::named(name), entries, report: Default::default() }
}

fn index_of(kind: EntryKind, names: &[&str]) -> Index {
    let entries =
        names.iter().enumerate().map(|(at, name)| Entry::new(at.to_string(), kind, *name)).collect();
    Index::build(&[list("test", entries)]).expect("an index")
}

#[test]
fn people_match_across_spellings() {
    check(
        Reading::Person,
        &[
            ("Vladimir Putin", "PUTIN, Vladimir", true),
            ("PUTIN VLADIMIR", "PUTIN, Vladimir Vladimirovich", true),
            ("Nicolás Maduro Moros", "MADURO MOROS, Nicolas", true),
            ("Nicolas Maduro", "MADURO MOROS, Nicolas", true),
            ("Владимир Путин", "PUTIN, Vladimir", true),
            ("Muhammad Ahmed Khalil", "MOHAMMED, Ahmad Khalil", true),
            ("Dr. Ayman al Zawahiri", "AL ZAWAHIRI, Dr. Ayman", true),
            ("Sheikh Osama bin Laden", "BIN LADIN, Usama", true),
            ("J. C. Nasser David", "NASSER DAVID, Julio Cesar", true),
            ("Jorge Cifuentes Villa", "CIFUENTES VILLA, Jorge Milton", true),
            ("RamiMakhlouf", "MAKHLOUF, Rami", true),
            ("Nikolai Plat Ono Vich Patrushev", "PATRUSHEV, Nikolai Platonovich", true),
            ("Ted Kaczynsky", "KACZYNSKI, Theodore", true),
            ("Aymn al-Zawahri", "AL-ZAWAHIRI, Ayman", true),
            ("George Bush", "HABBASH, George", false),
            ("John Smith", "JOHN, Damion", false),
            ("Sergey Prigozhin", "PRIGOZHIN, Yevgeny", false),
            ("Hassan Rouhani", "NASRALLAH, Hassan", false),
            ("Emma Daniels", "EMMA", false),
            ("J. Smith", "JONES, John", false),
        ],
    );
}

#[test]
fn organisations_match_across_forms_and_spacing() {
    check(
        Reading::Organization,
        &[
            ("JSCARGUMENT", "JSC ARGUMENT", true),
            ("Gazprom", "OAO GAZPROM", true),
            ("Open Joint Stock Company Gasprom", "GAZPROM OAO", true),
            ("Siemens Aktiengeselschaft", "Siemens AG", true),
            ("Good Will Company", "Goodwill Co.", true),
            ("A.B.C. Company", "ABC Co", true),
            ("AT&T Inc.", "AT and T Inc", true),
            ("Al Qaeda", "AL QA'IDA", true),
            ("Islamic Revolutionary Guards Corps", "ISLAMIC REVOLUTIONARY GUARD CORPS", true),
            ("CORP", "CARGO AIRCRAFT LEASING CORP.", false),
            ("Trading Company Limited", "ANGLO-CARIBBEAN TRADING COMPANY LIMITED", false),
            ("Bank of China (Hong Kong) Limited", "Bank of China (Singapore) Limited", false),
            ("General Trading", "GENERAL MOTORS", false),
            ("EP-MNF", "EP-MMX", false),
        ],
    );
}

#[test]
fn arabic_and_hebrew_match_without_their_vowels() {
    check(
        Reading::Person,
        &[
            ("حافظ الأسد", "AL-ASSAD, Hafez", true),
            ("بشار الاسد", "ASSAD, Bashar al", true),
            ("حسن نصرالله", "NASRALLAH, Hasan", true),
            ("حسن نصر الله", "NASRALLAH, Hassan", true),
            ("قاسم سلیمانی", "SOLEIMANI, Qasem", true),
            ("محمود احمدی نژاد", "AHMADINEJAD, Mahmoud", true),
            ("ظفر اقبال", "IQBAL, Zafar", true),
            ("أحمد عبد الله", "ABDULLAH, Ahmad", true),
            ("عبدالرحمن يوسف", "YUSUF, Abdul Rahman", true),
            ("عبد الرحمن يوسف", "YOUSSEF, Abderrahmane", true),
            ("أيمن الظواهري", "AL-ZAWAHIRI, Ayman", true),
            ("جورج مايكل", "MICHAEL, George", true),
            ("נתן לוי", "LEVI, Natan", true),
            ("בנימין נתניהו", "NETANYAHU, Benjamin", true),
            ("משה כהן", "COHEN, Moshe", true),
            ("فرید کاظمی", "MANSOURI, Saleh", false),
            ("حسن علي", "HUSSEIN, Omar", false),
            ("خالد مشعل", "MAHMOUD, Khalil", false),
        ],
    );
}

#[test]
fn other_alphabets_match_in_the_spellings_of_several_languages() {
    check(
        Reading::Person,
        &[
            ("Хрущёв Никита", "KHRUSHCHEV, Nikita", true),
            ("Юрий Щербаков", "SCHTSCHERBAKOW, Juri", true),
            ("Юрий Щербаков", "SHCHERBAKOV, Iurii", true),
            ("Владимир Чернышёв", "TCHERNYCHEV, Vladimir", true),
            ("Олексій Гончаренко", "HONCHARENKO, Oleksii", true),
            ("Джордж Майклсон", "MICHAELSON, George", true),
            ("Γεώργιος Παπαδόπουλος", "PAPADOPOULOS, Georgios", true),
            ("Ιωάννης Μπαντής", "BANDIS, Yannis", true),
            ("Զոհրապ Մկրտչյան", "MKRTCHYAN, Zohrab", true),
            ("გიორგი ჯავახიშვილი", "JAVAKHISHVILI, Giorgi", true),
            ("राजेश कुमार शर्मा", "SHARMA, Rajesh Kumar", true),
            ("শেখ হাসিনা", "HASINA, Sheikh", true),
            ("ਮਨਮੋਹਨ ਸਿੰਘ", "SINGH, Manmohan", true),
            ("สมชาย วงศ์สวัสดิ์", "WONGSAWAT, Somchai", true),
            ("ប៉ុល ពត", "POT, Pol", true),
            ("김정은", "KIM, Jong Un", true),
            ("박근혜", "PARK, Geun-hye", true),
            ("이명박", "LEE, Myung-bak", true),
            ("최룡해", "CHOE, Ryong Hae", true),
            ("ナカムラ ケンジ", "NAKAMURA, Kenji", true),
            ("さとう しんいち", "SATO, Sin'iti", true),
            ("バラク オバマ", "OBAMA, Barack", true),
            ("康斯坦丁 冈萨雷斯", "GONZALEZ, Konstantin", true),
            ("穆罕默德", "MUHAMMAD", true),
            ("王晓东", "WANG, Xiaodong", true),
            ("김정은", "PARK, Jong Il", false),
            ("Юрий Щербаков", "SERGEEV, Yuri", false),
            ("ナカムラ ケンジ", "NAKAGAWA, Kenta", false),
        ],
    );
}

#[test]
fn given_names_have_forms_and_spellings() {
    check(
        Reading::Person,
        &[
            ("Md. Faisal Rahimi", "RAHIMI, Muhammad Faisal", true),
            ("Misha Veltenko", "VELTENKO, Mikhail", true),
            ("Joseph Hadrami", "HADRAMI, Youssef", true),
            ("Yousef Hadrami", "HADRAMI, Jose", true),
            ("Dima Veltenko", "VELTENKO, Dmitrii", true),
            ("Kadhim Jabbar", "KAZEM, Jabbar", true),
            ("Sasha Veltenko", "VELTENKO, Oleksandr", true),
            ("Mehmet Ozturk", "OZTURK, Mohammed", true),
            ("Karim Zein El Dine", "ZEINEDDINE, Karim", true),
            ("Misha Veltenko", "VELTENKO, Boris", false),
            ("Joseph Hadrami", "HADRAMI, Samir", false),
        ],
    );
}

#[test]
fn business_words_and_forms_are_known_in_short() {
    check(
        Reading::Organization,
        &[
            ("OSTROV MFG CORP", "Ostrov Manufacturing Corporation", true),
            ("HALVENT MGMT SVCS", "Halvent Management Services", true),
            ("MERIDOL ENG CO LTD", "Meridol Engineering Co Ltd", true),
            ("Brennick COMM GRP", "Brennick Commercial Group", true),
            ("Solvane TECH & SRVCES", "Solvane Technology and Services", true),
            ("Dorvath INTL TRDG", "Dorvath International Trading", true),
            ("NPK FOTELIKA LTD LIAB COMP", "NPK FOTELIKA LLC", true),
            ("NPK FOTELIKA LIMITED LIABILITY COMP", "NPK FOTELIKA LLC", true),
            ("ORMENA PVT LTD CO", "ORMENA PRIVATE LIMITED", true),
            ("KELDIR S. de R.L. de C.V.", "KELDIR", true),
            ("ООО Келдир", "KELDIR OOO", true),
            ("TARVEKS JT STK CO", "TARVEKS JSC", true),
            ("KELDIR CORPN", "KELDIR CORPORATION", true),
            ("X Y Q Company", "XYQ Co.", true),
            ("X/Y/Q Company", "XYQ Co.", true),
            ("X-Y-Q S A", "XYQ S.A.", true),
            ("Donvar People's Republic", "SO-CALLED DONVAR PEOPLE'S REPUBLIC", true),
            ("Velmar State Security Service", "the so called VELMAR STATE SECURITY SERVICE", true),
            ("Velmar Republic", "Self-Proclaimed VELMAR REPUBLIC", true),
            ("Ostrov mit beschr. Haftung", "Ostrov GmbH", true),
            ("Товариство з обмеженою відповідальністю Келдир", "ТОВ Келдир", true),
            ("Keldir spółka z o.o. sp.k.", "Keldir Sp. z o.o.", true),
            ("Halvent Federal State Budgetary Institution", "Halvent FGBU", true),
            ("Halvent charitable fund", "Halvent NGO", true),
            ("Tarveks Cooperativo Novator", "Tarveks Coop Novator", true),
            ("Meridol qapalı səhmdar cəmiyyəti", "Meridol QSC", true),
            ("Meridol Militärische Organisation", "Meridol MIL", true),
            ("Meridol Nyilvánosan működő részvénytársaság", "Meridol Nyrt.", true),
            ("Solvane Organisasjonen", "Solvane Organization", true),
            ("Келдир закрытоe акционерное общeство", "Келдир ЗАО", true),
            ("Keldir בע\"מ", "Keldir Ltd", true),
            ("Keldir coltd", "Keldir Co Ltd", true),
            ("Келдир ФГБНУ", "Келдир Федеральное государственное бюджетное научное учреждение", true),
            ("Keldir yuhanhoesa", "Keldir Ltd", true),
            ("Keldir Sociedad en Comandita Simple", "Keldir SCS", true),
            ("Keldir Viešoji akcinė bendrovė", "Keldir PJSC", true),
            ("Keldir Community Interest Company", "Keldir CIC", true),
            ("Keldir Simple Machines", "Keldir Complex Machines", false),
            ("Community Kitchen Keldir", "Economic Kitchen Tarveks", false),
            ("Keldir Part.G.", "Keldir PartG", true),
            ("Keldir Shoqëri komandite", "Keldir Sh.K.", true),
            ("Keldir Ges.m.b.H.", "Keldir GmbH", true),
            ("Keldir Organizația neguvernamentală", "Keldir NGO", true),
            ("Keldir EEIG", "Keldir EWIV", true),
            ("Keldir Charity Novator", "Keldir NGO Novator", true),
            ("Keldir Co-operation Novator", "Keldir Coop Novator", true),
            ("Tarveks Pelayaran Novator", "Tarveks Shipping Novator", true),
            ("Tarveks Insurans Novator", "Tarveks Versicherung Novator", true),
            // A business word is not a misspelt form of another meaning, nor is an ordinary word beside a form part of it.
            ("Tarveks Kooperatsiya Novator", "Tarveks Cooperative Novator", true),
            ("Tarveks Kooperatsiya", "Tarveks Korporatsiya", false),
            ("FABERLEK EUROPE", "FABERLEK EUROPE Sp. z o.o.", true),
            ("Keldir Europe GmbH", "Keldir Asia GmbH", false),
            ("Keldir Intervention LLC", "Keldir Intervention", true),
            ("Keldir Obshestvo s ogranichennoi otvetstvenostyu", "Keldir OOO", true),
            ("OSTROV MFG CORP", "Ostrov Management Corporation", false),
            ("HALVENT TRDG", "Halvent Transport", false),
        ],
    );
}

#[test]
fn initials_are_one_word_and_what_is_thought_of_a_name_is_none() {
    check(
        Reading::Organization,
        &[
            ("K-L-V Shipping", "KLV SHIPPING", true),
            ("K/L/V Shipping", "KLV SHIPPING", true),
            ("K. L. V. Shipping", "KLV SHIPPING", true),
            ("K L V Shipping S.A.", "KLV SHIPPING SA", true),
            ("T.R.M. Holding", "T R M Holding", true),
            ("K L V Shipping", "QRS SHIPPING", false),
            ("Former Velmar Republic Guard", "VELMAR REPUBLIC GUARD", true),
            ("self-styled Velmar Republic Guard", "VELMAR REPUBLIC GUARD", true),
            ("Self-declared Velmar Republic Guard", "VELMAR REPUBLIC GUARD", true),
            ("soi-disant Velmar Republic Guard", "VELMAR REPUBLIC GUARD", true),
            ("Sogenannte Velmar Republik", "VELMAR REPUBLIK", true),
            ("so-called Velmar Republic Guard", "so-called ORSKAYA REPUBLIC GUARD", false),
        ],
    );
}

#[test]
fn an_agreeing_date_of_birth_is_told_though_the_score_cannot_rise() {
    let listed = |id: &str, date: Option<&str>| {
        let mut entry = Entry::new(id, EntryKind::Person, "QUILL, Adam");
        entry.birth_dates.extend(date.map(|date| BirthDate::parse(date).expect("a date")));
        entry
    };
    let entries = vec![listed("none", None), listed("same", Some("1961-08-04"))];
    let index = Index::build(&[list("test", entries)]).expect("an index");
    let query = || Query::new("Adam Quill").expect("a name");
    let bare = index.search(&query(), SearchOptions::default());
    assert!(bare.iter().all(|found| found.score == Score::FULL && found.particulars.is_empty()));
    let dated = query().birth_date(BirthDate::parse("1961-08-04").expect("a date"));
    let found = index.search(&dated, SearchOptions::default());
    let same = found.iter().find(|found| found.entry.id == "same").expect("a match");
    assert_eq!((same.score, same.particulars[0].verdict), (Score::FULL, Verdict::For));
    assert_eq!(
        (same.particulars[0].query.as_str(), same.particulars[0].listed.as_str()),
        ("1961-08-04", "1961-08-04")
    );
    let undated = found.iter().find(|found| found.entry.id == "none").expect("a match");
    assert_eq!(undated.particulars[0].verdict, Verdict::Neutral);
    assert!(
        undated.score < same.score,
        "of two that bear the very same name, the one whose date agrees stands first"
    );
    assert_eq!(found[0].entry.id, "same");
}

#[test]
fn a_number_that_tells_two_names_apart_is_never_a_slip() {
    check(
        Reading::Organization,
        &[
            ("Velmar Machine Plant № 3", "VELMAR MACHINE PLANT NO. 3", true),
            ("Velmar Machine Plant №3", "VELMAR MACHINE PLANT Nr 3", true),
            ("Velmar Machine Plant No. 5", "VELMAR MACHINE PLANT NO. 3", false),
            ("Velmar School No. 12", "VELMAR SCHOOL NO. 21", false),
            ("Unit 61", "UNIT 16", false),
            ("Military Unit 54777", "MILITARY UNIT 54778", false),
            ("Orskaya Trading Fund 2019", "ORSKAYA TRADING FUND 2020", false),
            ("Third Construction Trust 3", "THIRD CONSTRUCTION TRUST 13", false),
            ("11471 Corp", "11470 CORP.", false),
            ("Velmontis23 Л.П.", "VELMONTIS239 LLC", false),
            (
                "The Long Established Northern Harbour Grain Company 7",
                "THE LONG ESTABLISHED NORTHERN HARBOUR GRAIN COMPANY 8",
                false,
            ),
        ],
    );
}

#[test]
fn a_company_form_alone_finds_only_itself() {
    let index = index_of(EntryKind::Organization, &["CARGO AIRCRAFT LEASING CORP.", "ACME CORP", "CORP"]);
    let query = Query::new("CORP").expect("a name");
    let found = index.search(&query, SearchOptions { threshold: Score::of_points(50), limit: 10 });
    let names: Vec<_> = found.iter().map(|found| found.primary_name.as_str()).collect();
    assert_eq!(names, ["CORP"]);
}

#[test]
fn a_name_is_like_itself_though_a_neighbour_is_hardly_heard() {
    for name in ["א;c\u{65e}", "א b\u{65e}", "א c\u{65e} d", "ا ca"] {
        for reading in [Reading::Person, Reading::Organization] {
            assert_eq!(score(name, name, reading), Score::FULL, "{name:?} {reading:?}");
        }
    }
}

#[test]
fn particulars_raise_and_lower() {
    let mut entry = Entry::new("1", EntryKind::Person, "QUILL, Adam Bertram");
    entry.birth_dates.push(BirthDate::parse("1961-08-04").expect("a date"));
    entry.countries.push(Country::parse("gb").expect("a country"));
    let other = Entry::new("2", EntryKind::Person, "SOMEBODY, Else");
    let index = Index::build(&[list("test", vec![entry, other])]).expect("an index");
    let best = |query: Query| {
        let options = SearchOptions { threshold: Score::of_points(40), limit: 1 };
        index.search(&query, options).into_iter().next().expect("a match")
    };
    let query = || Query::new("Adam Quil").expect("a name");
    let date = |text| BirthDate::parse(text).expect("a date");
    let bare = best(query());
    let same_day = best(query().birth_date(date("1961-08-04")));
    let far = best(query().birth_date(date("1991-08-04")));
    let abroad = best(query().country(Country::parse("de").expect("a country")));
    assert!(same_day.score > bare.score && far.score < bare.score && abroad.score < bare.score);
    assert_eq!(far.particulars[0].verdict, Verdict::Against);
    assert_eq!(far.particulars[0].before, bare.score);
}

#[test]
fn a_shared_number_finds_a_party_under_any_name() {
    let mut entry = Entry::new("1", EntryKind::Vessel, "GREY QUILL");
    let sort = "IMO".to_owned();
    entry.identifiers.push(watchlist::Identifier { sort, number: "IMO 9187629".to_owned(), country: None });
    let index = Index::build(&[list("test", vec![entry])]).expect("an index");
    let renamed = Query::new("WHITE FEATHER").expect("a name").identifier("9187629");
    let found = index.search(&renamed, SearchOptions::default());
    assert_eq!(found.len(), 1);
    assert!(found[0].score >= Score::of_points(95));
    let without = Query::new("WHITE FEATHER").expect("a name");
    assert!(index.search(&without, SearchOptions::default()).is_empty());
}

#[test]
fn a_kind_that_is_asked_for_is_kept_to() {
    let index = index_of(EntryKind::Vessel, &["ADAM QUILL"]);
    let query = || Query::new("Adam Quill").expect("a name");
    assert_eq!(index.search(&query(), SearchOptions::default()).len(), 1);
    assert!(index.search(&query().kind(EntryKind::Person), SearchOptions::default()).is_empty());
}

#[test]
fn ties_are_broken_so_that_the_best_are_defined() {
    let index = index_of(EntryKind::Person, &["QUILL, Adam", "Adam Quill", "QUILL ADAM", "QUILL, Adam"]);
    let query = Query::new("Adam Quill").expect("a name");
    let found = |limit| {
        let options = SearchOptions { limit, ..SearchOptions::default() };
        index.search(&query, options).into_iter().map(|found| found.entry.id).collect::<Vec<_>>()
    };
    let all = found(10);
    for limit in 0..=all.len() {
        assert_eq!(found(limit), all[..limit]);
    }
}

#[test]
fn hostile_names_are_refused_or_read() {
    let parse = |text: &str| Name::parse(text, Reading::Person);
    assert_eq!(parse(""), Err(NameError::Empty));
    assert_eq!(parse(" \t.,-\u{0}\u{200b}"), Err(NameError::Empty));
    assert_eq!(parse(&"a".repeat(NAME_CHARACTERS_MAX + 1)), Err(NameError::TooLong));
    assert_eq!(parse(&"x ".repeat(400)), Err(NameError::TooLong));
    assert_eq!(Query::new(&"\u{4e00}".repeat(10_240)).err(), Some(NameError::TooLong));
    assert_eq!(
        score("Vlad\u{200b}imir\u{7} P\u{430}vlov", "PAVLOV, Vladimir", Reading::Person),
        score("Vladimir Pavlov", "PAVLOV, Vladimir", Reading::Person)
    );
    assert!(parse(&"a".repeat(NAME_CHARACTERS_MAX)).is_ok());
}

#[test]
fn a_name_in_a_script_that_cannot_be_compared_is_unreadable_not_unmatched() {
    for (text, script) in [
        ("አበበ ቢቂላ", "Ethiopic"),
        ("ທອງລຸນ", "Lao"),
        ("အောင်ဆန်း", "Burmese"),
        ("བསྟན་འཛིན།", "Tibetan"),
        ("ᏍᏏᏉᏯ", "Cherokee"),
        ("𐌰𐌱𐌲", "a rare script"),
        ("Abebe አበበ", "Ethiopic"),
        ("安倍 しんぞう", "Japanese Kanji"),
    ] {
        assert_eq!(Query::new(text).err(), Some(NameError::Unreadable { script }), "{text}");
    }
    for text in ["Ⅳ ①", "𝐉𝐨𝐡𝐧", "Ｊｏｈｎ", "١٢٣ شركة", "€ John ☺", "アベ しんぞう", "ภูมิพล", "Զոհրապ"]
    {
        assert!(Query::new(text).is_ok(), "{text}");
    }
}

#[test]
fn the_parity_score_follows_what_ofac_answers() {
    let points = |query, listed| parity(&ParityName::new(query), &ParityName::new(listed)).score.points();
    assert_eq!(points("Vladimir Putin", "PUTIN, Vladimir"), 100.0);
    assert_eq!(points("PUTIN", "PUTIN, Vladimir"), 100.0, "every part of the query is found");
    assert_eq!(points("Bush George", "HASWANI, George"), 50.0, "a part below a half counts as nothing");
    assert!(
        points("Vladimir Putin", "VLADIMIROV, Nikolai Nikolayevich") > 78.0,
        "the bonus has no threshold"
    );
    assert_eq!(points("", "PUTIN"), 0.0);
}

#[test]
fn a_match_explains_itself() {
    let index = index_of(EntryKind::Organization, &["ANGLO-CARIBBEAN CO., LTD."]);
    let query = Query::new("Angelo Caribbean Trust GmbH").expect("a name");
    let found = index.search(&query, SearchOptions { threshold: Score::of_points(50), limit: 1 });
    insta::assert_json_snapshot!(found);
}
