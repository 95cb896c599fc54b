//! What other countries' forms, cards and statements ask for, in their words: a labelled value is held wherever it stands,
//! a page about somebody is personal, and what firms and leaflets print is nobody's.

#[expect(dead_code, reason = "other tests make more of files than a page")]
mod made;

use made::Made;
use pii::find::in_text;
use pii::{Backends, Decision, Thresholds, classify};

/// Labels as their issuers print them, with values of the form that they publish.
const VALUES: &[(&str, &str)] = &[
    // United Kingdom, Ireland
    ("National Insurance number", "QQ 12 34 56 C"),
    ("NI number", "AB123456C"),
    ("NINO", "AB 12 34 56 C"),
    ("Unique Taxpayer Reference", "1234567890"),
    ("UTR", "12345 67890"),
    ("NHS number", "943 476 5919"),
    ("Driver number", "MORGA657054SM9IJ"),
    ("PPS number", "1234567TA"),
    // Canada, Australia, New Zealand
    ("Social insurance number", "046 454 286"),
    ("SIN", "046-454-286"),
    ("Numéro d'assurance sociale", "046 454 286"),
    ("Health card number", "9876 543 217 AB"),
    ("Tax File Number", "123 456 782"),
    ("IRD number", "49-091-850"),
    ("NHI number", "ZAC5361"),
    // Germany, Austria, Switzerland
    ("Identifikationsnummer", "49 102 358 072"),
    ("Steuer-IdNr.", "49102358072"),
    ("Steuernummer", "21/815/08150"),
    ("Sozialversicherungsnummer", "65 180567 M 123"),
    ("Rentenversicherungsnummer", "65 180567 M 123"),
    ("Personalausweis-Nr.", "L01X00T471"),
    ("Reisepassnummer", "C01X00T47"),
    ("Führerscheinnummer", "B072RRE2I55"),
    ("Krankenversichertennummer", "A123456789"),
    ("Kontonummer", "0123456789"),
    ("SV-Nr.", "1237 010180"),
    ("AHV-Nr.", "756.1234.5678.97"),
    // France, Belgium
    ("Numéro fiscal", "30 23 217 600 053"),
    ("N° de Sécurité sociale", "2 69 05 49 588 157 80"),
    ("N° SS", "2 69 05 49 588 157 80"),
    ("Numéro d'identité", "880692310285"),
    ("N° de passeport", "14AA12345"),
    ("Numéro de permis de conduire", "13AA00002"),
    ("Numéro de compte", "00012345678"),
    ("Numéro de registre national", "85.07.30-033.28"),
    ("Rijksregisternummer", "85.07.30-033.28"),
    // Italy
    ("Codice fiscale", "RSSMRA85T10A562S"),
    ("C.F.", "RSSMRA85T10A562S"),
    ("Carta d'identità n.", "CA00000AA"),
    ("Patente di guida n.", "U1H123456Y"),
    ("Passaporto n.", "YA1234567"),
    ("Numero di conto", "000012345678"),
    // Spain, Portugal, Brazil
    ("DNI", "12345678Z"),
    ("NIE", "X1234567L"),
    ("N.º de afiliación a la Seguridad Social", "28/12345678/40"),
    ("Número de pasaporte", "XDB123456"),
    ("Número de cuenta", "2100 0418 45 0200051332"),
    ("NIF", "123 456 789"),
    ("Número de contribuinte", "123456789"),
    ("Cartão de Cidadão n.º", "00000000 0 ZZ4"),
    ("CPF", "529.982.247-25"),
    ("RG", "12.345.678-9"),
    ("CNH", "62472927637"),
    ("PIS/PASEP", "120.12345.67-8"),
    ("Título de eleitor", "1023 4567 0191"),
    // The Netherlands, Poland, the North
    ("BSN", "111222333"),
    ("Burgerservicenummer", "111 222 333"),
    ("Rijbewijsnummer", "5123456789"),
    ("Paspoortnummer", "NPG12345X"),
    ("Rekeningnummer", "12 34 56 789"),
    ("PESEL", "44051401359"),
    ("Nr dowodu osobistego", "ABA300000"),
    ("Numer paszportu", "ZS0000177"),
    ("Nr rachunku", "61109010140000071219812874"),
    ("Personnummer", "811228-9874"),
    ("Fødselsnummer", "010101 12345"),
    ("CPR-nummer", "010190-1234"),
    ("Henkilötunnus", "131052-308T"),
    // The Czech Republic, Hungary, Romania, the Balkans, the Baltic
    ("Rodné číslo", "736028/5163"),
    ("Adóazonosító jel", "8071592153"),
    ("TAJ szám", "123 456 788"),
    ("Cod numeric personal", "1800101221144"),
    ("CNP", "1800101221144"),
    ("OIB", "69435151530"),
    ("EMŠO", "0101006500006"),
    ("Isikukood", "37605030299"),
    ("Asmens kodas", "33309240064"),
    // Greece, Turkey, Israel, Russia, Ukraine, Bulgaria
    ("ΑΦΜ", "094259216"),
    ("AMKA", "01019012345"),
    ("T.C. Kimlik No", "10000000146"),
    ("Teudat Zehut", "123456782"),
    ("ИНН", "500100732259"),
    ("СНИЛС", "112-233-445 95"),
    ("Паспорт серия", "4510 123456"),
    ("РНОКПП", "3184710691"),
    ("ЕГН", "7523169263"),
    // Asia
    ("Aadhaar No.", "2345 6789 0124"),
    ("PAN", "ABCPE1234F"),
    ("EPIC No.", "UWX1184420"),
    ("UAN", "100123456789"),
    ("身份证号", "11010519491231002X"),
    ("公民身份号码", "11010519491231002X"),
    ("HKID", "A123456(3)"),
    ("NRIC No.", "S1234567D"),
    ("個人番号", "1234 5678 9012"),
    ("주민등록번호", "900101-1234567"),
    ("No. Kad Pengenalan", "900101-14-5678"),
    ("NIK", "3171010101900001"),
    ("SSS No.", "34-1234567-8"),
    ("CNIC", "35202-1234567-1"),
    ("NIC No.", "853400937V"),
    ("Emirates ID", "784-1980-1234567-1"),
    ("Iqama number", "2123456789"),
    ("National ID", "1012345678"),
    // Africa, Latin America
    ("NIN", "12345678901"),
    ("BVN", "22212345678"),
    ("KRA PIN", "A123456789Z"),
    ("Ghana Card No.", "GHA-123456789-0"),
    ("CURP", "GOMC850101HDFRRL09"),
    ("RFC", "GOMC850101AB1"),
    ("CLABE", "002010077777777771"),
    ("Clave de elector", "GMCRLS85010109H100"),
    ("CUIL", "20-12345678-9"),
    ("CBU", "2850590940090418135201"),
    ("RUT", "12.345.678-5"),
    ("C.C.", "1.032.456.789"),
    ("Cédula de identidad", "V-12345678"),
    ("DNI N°", "12345678"),
];

#[track_caller]
fn check_held(text: &str) {
    let found = in_text(text, &Thresholds::standard());
    let is_held = found.iter().any(|finding| finding.entity.identifies() && finding.confidence >= 0.5);
    assert!(is_held, "{text:?}: {found:?}");
}

#[test]
fn a_labelled_identifier_of_any_country_is_held_beside_under_and_over_its_label() {
    for (label, value) in VALUES {
        check_held(&format!("{label}: {value}"));
        check_held(&format!("{label}      {value}"));
        check_held(&format!("{label}\n{value}"));
        check_held(&format!("{value}\n{label}"));
        check_held(&format!("{:<16}{label:<60}Remarks\n{:<16}{value:<60}none", "Start", "01.02.2023"));
    }
}

/// A page with texts at places from the lower left.
fn page(texts: &[(u32, u32, &str)]) -> Vec<u8> {
    let mut content = String::new();
    for (left, bottom, text) in texts {
        // The letters of these languages that WinAnsi has stand there in octal.
        let written: String =
            text.chars()
                .map(|letter| {
                    if letter.is_ascii() { letter.to_string() } else { format!("\\{:o}", u32::from(letter)) }
                })
                .collect();
        let written = written.replace('(', "\\(").replace(')', "\\)");
        content += &format!("BT /F 10 Tf {left} {bottom} Td ({written}) Tj ET\n");
    }
    Made::with_content("", "", &content).file()
}

fn decision(texts: &[(u32, u32, &str)]) -> Decision {
    classify(&page(texts), &Thresholds::standard(), &Backends::none()).decision
}

/// A box for each character, the marks between the parts of a number included.
#[test]
fn a_value_set_in_boxes_is_one_value_with_its_marks() {
    for (label, value) in VALUES {
        if label.chars().any(|letter| u32::from(letter) > 0xff) {
            continue;
        }
        let letters: Vec<String> = value.chars().filter(|letter| *letter != ' ').map(String::from).collect();
        let mut texts = vec![(60, 780, "Application for finance"), (60, 700, *label)];
        texts.extend(letters.iter().zip(0..).map(|(letter, at)| (64 + 16 * at, 684, letter.as_str())));
        let decision = decision(&texts);
        assert!(!matches!(decision, Decision::NonPii(_)), "{label} {value}: {decision:?}");
    }
}

#[test]
fn a_row_of_dots_or_a_sum_is_not_set_in_boxes() {
    let content: Vec<(u32, u32, &str)> =
        "1 . . . . . . 7".split(' ').zip(0..).map(|(part, at)| (60 + 16 * at, 700, part)).collect();
    assert!(matches!(decision(&content), Decision::NonPii(_)));
}

/// One label and value a line, or a line alone.
fn lines(lines: &[&str]) -> Decision {
    let mut texts = Vec::new();
    for (line, row) in lines.iter().zip(0..) {
        let (label, value) = line.split_once('|').unwrap_or((line, ""));
        texts.push((60, 780 - 18 * row, label));
        if !value.is_empty() {
            texts.push((300, 780 - 18 * row, value));
        }
    }
    decision(&texts)
}

#[test]
fn statements_slips_and_cards_of_other_countries_are_personal() {
    for document in [
        &[
            "P60 End of Year Certificate",
            "Surname|Ashworth",
            "National Insurance number|AB123456C",
            "Pay|28,450.00",
        ][..],
        &["PAYSLIP", "Employee|Beatrix Ashworth", "Tax code|1257L", "Basic pay|2,370.83", "Net pay|1,947.83"],
        &[
            "T4 Statement of Remuneration Paid",
            "12 Social insurance number|046 454 286",
            "14 Employment income|61,204.00",
        ],
        &[
            "Ausdruck der elektronischen Lohnsteuerbescheinigung",
            "Identifikationsnummer|49 102 358 072",
            "Bruttoarbeitslohn|45.120,00",
        ],
        &[
            "Entgeltabrechnung November 2023",
            "Herr Jörg Grünwald",
            "Lindenstraße 14",
            "94032 Passau",
            "Gesamtbrutto|3.760,00",
        ],
        &["BULLETIN DE PAIE", "Salarié|Lucien Dupont", "Salaire brut|2 850,00", "Net à payer|2 214,37"],
        &["AVIS D'IMPÔT 2023", "Numéro fiscal|30 23 217 600 053", "Revenu fiscal de référence|32 410"],
        &[
            "BUSTA PAGA novembre 2023",
            "Dipendente|Mario Rossi",
            "Retribuzione lorda|2.150,00",
            "Netto in busta|1.620,00",
        ],
        &[
            "RECIBO DE VENCIMENTO",
            "Nome|João Pereira da Silva",
            "Vencimento base|1.150,00",
            "Líquido a receber|930,25",
        ],
        &["JAAROPGAVE 2023", "Burgerservicenummer|111222333", "Fiscaal loon|38.412"],
        &[
            "KONINKRIJK DER NEDERLANDEN",
            "IDENTITEITSKAART",
            "Achternaam|VAN DEN BERG",
            "Voornamen|WILLEM",
            "Geboortedatum|12-05-1985",
        ],
        &["FORM NO. 16", "PAN of the Employee|ABCPE1234F", "Gross Salary|12,40,000.00"],
        &[
            "PASSPORT",
            "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
            "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
        ],
        &["IDENTITY CARD", "I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6"],
    ] {
        let decision = lines(document);
        assert!(matches!(decision, Decision::Pii(_)), "{document:?}: {decision:?}");
    }
}

#[test]
fn numbers_of_firms_leaflets_and_blank_forms_of_other_countries_are_nobodys() {
    for document in [
        &[
            "Muster Maschinenbau GmbH",
            "Handelsregister HRB 123456",
            "USt-IdNr.: DE123456789",
            "Artikelnummer 4102358072",
        ][..],
        &[
            "SARL Les Trois Sources",
            "SIREN 552 100 554",
            "SIRET 552 100 554 00013",
            "TVA intracommunautaire FR40303265045",
        ],
        &["Company number 04512345", "VAT registration number GB 123 4567 89", "Invoice number 2023/1187"],
        &["Companhia de Papel do Sul S.A.", "CNPJ 11.222.333/0001-81", "Nota fiscal 000.123.456"],
        &["Ballarat Timber Pty Ltd", "ABN 51 824 753 556", "ACN 004 085 616", "Tax invoice 10045"],
        &["Coastal Spices Private Limited", "GSTIN 27AAPFU0939F1ZV", "Invoice No. CS/23/0441"],
        &["Your social insurance number (SIN) is a nine digit number that you need to work in Canada."],
        &["Die Identifikationsnummer besteht aus 11 Ziffern.", "Fragen? Telefon 0228 406-1240."],
        &["Numéro fiscal : il comporte 13 chiffres.", "Service ouvert du lundi au vendredi."],
        &["Name: ____________", "Geburtsdatum: ____________", "Steuer-Identifikationsnummer: ____________"],
        &["Nom : ....................", "Numéro de sécurité sociale : ...................."],
        &["Part No.   Description   Price", "A123456789   Gasket   4.20", "AB123456C   Bracket, left   7.15"],
        &["Batch run 12345678 ended", "A sin of 12345678 words", "fin 20231130", "rut 12345678"],
        &["Vehicle identification number", "WVWZZZ1JZXW000001"],
    ] {
        let decision = lines(document);
        assert!(matches!(decision, Decision::NonPii(_)), "{document:?}: {decision:?}");
    }
}
