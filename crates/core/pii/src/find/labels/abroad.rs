//! Labels in the words of other countries: identifiers, accounts, birth dates, names. Their issuers, tax offices and banks
//! print them; what the values look like is not known here.

/// The words for "number" that stand before a name: n°, N.º, nr, numéro, número, numer, numero.
macro_rules! number {
    () => {
        r"(?:n(?:úm|um)(?:[ée]ro|er|\.)?|n\.? ?[°ºo]\.?|nr\.?|no\.?)"
    };
}

/// Identifiers by names that mean nothing else.
pub(super) const IDENTIFIERS: &str = concat!(
    // United Kingdom, Ireland
    r"ni (?:number|no\.?)|nino (?:number|no\.?)|unique taxpayer reference(?: (?:number|no\.?|\(utr\)))?|utr (?:number|no\.?)|pps(?:n| ?(?:number|no\.?))",
    r"|driver (?:number|no\.?)|personal public service (?:number|no\.?)",
    // Canada, Australia, New Zealand
    r"|(?:sin|tfn|ird|nhi|ohip|pr card|medicare card) ?(?:number|no\.?|#)|",
    number!(),
    r" d['’]assurance[ -](?:sociale|maladie)",
    // Germany, Austria, Switzerland
    r"|(?:steuer-?)?(?:id(?:entifikations)?-?(?:nummer|nr\.?))|steueridentifikationsnummer|(?:sozial|renten|kranken)versicher(?:ungs|ten)-?(?:nummer|nr\.?)",
    r"|(?:sv|ahv|svnr|rvnr)[- ]?(?:nummer|nr\.?)|(?:personal)?ausweis[- ]?(?:nummer|nr\.?)|(?:reise)?pass[- ]?(?:nummer|nr\.?)|f[üu]hrerschein[- ]?(?:nummer|nr\.?)|",
    number!(),
    r" avs",
    // France, Belgium, Luxembourg
    r"|",
    number!(),
    r" (?:fiscal(?: de r[ée]f[ée]rence)?|ss|s[ée]cu(?:rit[ée] sociale)?|d['’]identit[ée]|(?:de |du )?(?:passeport|permis(?: de conduire)?|titre de s[ée]jour)|de registre national|national|de (?:la )?carte (?:nationale )?d['’]identit[ée]|carte nationale d['’]identit[ée])",
    r"|rijksregister(?:nummer|nr\.?)",
    // Italy
    r"|carta d['’]identit[àa](?: ",
    number!(),
    r"| n\.)?|",
    number!(),
    r" carta d['’]identit[àa]|(?:patente(?: di guida)?|passaporto|tessera sanitaria) (?:n\.|",
    number!(),
    r")",
    // Spain, Portugal, Brazil and their neighbours
    r"|",
    number!(),
    r" (?:de )?(?:afiliaci[oó]n(?: a la seguridad social)?|afil\.? (?:a la )?seguridad social|(?:la )?seguridad social|pasaporte|passaporte|contribuinte|identifica[cç][aã]o fiscal|seguran[cç]a social|c[eé]dula|carn[eé])",
    r"|(?:pasaporte|passaporte|cart[aã]o de cidad[aã]o|bilhete de identidade|t[ií]tulo de eleitor|registro geral|pis(?:/pasep)?|ctps)(?: ",
    number!(),
    r")?|tarjeta de identidad|c[ée]dula(?: ",
    number!(),
    r")?|licencia de conducir ",
    number!(),
    // The Netherlands
    r"|burgerservice(?:nummer|nr\.?)|sofi-?(?:nummer|nr\.?)|rijbewijs(?:nummer|nr\.?)|paspoort(?:nummer|nr\.?)",
    // Poland, the Czech Republic, Hungary, Romania, the Balkans, the Baltic
    r"|",
    number!(),
    r" (?:pesel|dowodu(?: osobistego)?|paszportu)|rodn[ée] č[íi]slo|č[íi]slo (?:ob[čc]ansk[ée]ho pr[ůu]kazu|pasu)|ad[óo]azonos[íi]t[óo](?: jel)?|taj[ -]?sz[áa]m|szem[ée]lyi (?:igazolv[áa]ny|sz[áa]m)|cod numeric personal|asmens kodas|isikukood|personas kods|osobni identifikacijski broj",
    // The North
    r"|person(?:nummer|nr\.?)|f[øo]dselsnummer|cpr[- ]?(?:nummer|nr\.?)|henkil[öo]tunnus",
    // Greece, Turkey, Israel, Russia, Ukraine, Bulgaria
    r"|αφμ|α\.φ\.μ\.|αμκα|t\.? ?c\.? kimlik(?: ",
    number!(),
    r")?|teudat zehut|инн|снилс|паспорт(?: серия)?(?: и)?(?: номер)?|серия и номер паспорта|рнокпп|ідентифікаційний номер|егн",
    // Asia
    r"|(?:epic|uan|nid|nic|sss|crn|tin|mykad|hkid|fin|cnic|philhealth|umid|(?:national|civil|emirates) id|iqama|civil id|national id|kra pin|nin|bvn|huduma|ghana card) ?(?:card )?(?:number|no\.?|#)|(?:national|civil|emirates) id|iqama|kra pin|(?:no\. )?kad pengenalan|my ?number|citizen id|mykad",
    r"|(?:居民)?身份证号码?|公民身份号码|身分證(?:字號|號碼)?|護照號碼|护照号码?|個人番号|マイナンバー|旅券番号|免許証番号|주민등록번호|여권번호|운전면허번호|رقم الهوية|الرقم القومي|आधार(?: संख्या)?",
);

/// Short names of identifiers, in capitals, that are also other words: only alone or before a colon.
pub(super) const AMBIGUOUS: &str = r"c\.f\.|c\.c\.|c\.i\.|rg|run|rut|fin|sin|nas|vid|uci|nik|nin|nino|cnh|crn|egn|emšo|utr|tfn|oib|amka|afm|hkid|cnic|cuil|bvn|uan|epic|nric/fin|svnr|nim|nit";

/// Accounts of banks.
pub(super) const ACCOUNTS: &str = concat!(
    r"konto(?:nummer|-?nr\.?|verbindung)|",
    number!(),
    r" (?:de |di |da |del |du )?(?:compte|conto|cuenta|conta|rachunku|konta)|(?:conto|cuenta|conta) corrente (?:n\.|",
    number!(),
    r")",
    r"|rekening(?:nummer|nr\.?)|clabe(?: interbancaria)?|cbu|номер счета|口座番号|银行账号|계좌번호",
);

/// Numbers of firms and of what they sell: what stands there is nobody's.
pub(super) const FIRMS: &str = concat!(
    r"(?:ust|umsatzsteuer)-?\.? ?id(?:entifikations)?-?\.?(?:nummer|nr\.?)|(?:artikel|rechnungs|bestell|auftrags|kunden|lieferschein|vorgangs|serien|chargen|material|hersteller|modell)-?(?:nummer|nr\.?)|handelsregister|hr[ab]",
    r"|vat (?:registration |identification |reg\.? )?(?:number|no\.?)|company (?:registration )?(?:number|no\.?)|siren|siret|(?:n[°º] )?tva(?: intracommunautaire)?|cnpj|cif|inscri[cç][aã]o estadual|nota fiscal|partita iva|p\. ?iva|kvk|btw|abn|acn|gstin|gst|(?:vehicle|product|device|legal entity|entity) identification number",
    r"|(?:factura|facture|fattura|fatura|faktura|factuur|bon de commande|commande|pedido|ordine)(?: ",
    number!(),
    r")?",
);

/// Birth dates.
pub(super) const BIRTH_DATES: &str = r"geburtstag|geburtsdat\.?|geb\.|geboortedatum|n[ée]e?(?:\(e\))? le|nat[oa](?:/a)? il|nacid[oa] el|nascimento|f\. ?nac(?:\.|imiento)?|data (?:de nascimento|urodzenia|naşterii|nașterii)|f[øo]dselsdato|f[öo]delsedatum|syntym[äa]aika|datum (?:narozen[íi]|rođenja|rojstva)|sz[üu]let[ée]si (?:id[őo]|d[áa]tum)|do[ğg]um tarihi|дата (?:рождения|народження)|ημερομηνία γέννησης|出生日期|生年月日|생년월일|tarikh lahir|tanggal lahir";

/// What somebody earns.
pub(super) const INCOMES: &str = r"(?:gesamt|steuer)?brutto(?:arbeitslohn|lohn|gehalt)?|netto(?:lohn|gehalt|verdienst)|auszahlungsbetrag|salaire (?:brut|net)|net [àa] payer|revenu fiscal de r[ée]f[ée]rence|retribuzione lorda|netto in busta|redditi di lavoro dipendente|total devengado|l[íi]quido (?:total )?a (?:percibir|receber)|sueldo|sal[áa]rio base|vencimento base|valor l[íi]quido|(?:bruto|netto)loon|fiscaal loon|przych[óo]d|employment income|basic pay|base pay|total income received";

/// What an employer calls an employee's number.
pub(super) const STAFF_NUMBERS: &str = r"matricule|matricola|personal-?(?:nummer|nr\.?)|personeelsnummer|mitarbeiternummer|(?:works/ ?)?payroll number|n[uú]mero de empleado";

/// Names, and whoever a paper is about. They are words of any sentence, too.
pub(super) const NAMES: &str = r"achternaam|voorna(?:am|men)|familie(?:naam|nname)|geslachtsnaam|naam|nazwisko|imi(?:ę|ona|e)|pierwsze imi[ęe]|cognome e nome|nom et pr[ée]noms?|nom de famille|nom d['’]usage|sobrenome|apelidos?|nome completo|nombre y apellidos|nombre completo|efternavn|etternavn|fornavn|efternamn|f[öo]rnamn|sukunimi|etunimet|jm[ée]no|p[řr][íi]jmen[íi]|soyad[ıi]|фамилия|имя|прізвище|επώνυμο|όνομα|forenames?(?: or initials)?|werknemer|arbeitnehmer(?:in)?|salari[ée]|trabajador|dipendente|lavoratore|empleado|funcion[áa]rio|trabalhador|nome do funcion[áa]rio|titulaire(?: du compte)?|kontoinhaber|intestatario|titular|rekeninghouder|posiadacz rachunku|pracownik|mitarbeiter(?:in)?|primer declarante|d[ée]clarant 1|姓名|氏名|성명";
