//! Business words that mean the same: "agency" and "agencia", "trading" and TRDG, "group" and "gruppe".
//!
//! A row is one meaning. Its stems (`agenc-`) stand for all words that begin with them, so that the cases and plurals of a
//! language need no rows. A word that no row has may be an English one cut short: by its beginning (COMM, TECH) or by its
//! consonants (MFG, SRVCES), known by its first and last letters.

use std::sync::LazyLock;

/// What a word may mean: row numbers, without repeats. Most words mean nothing.
pub(crate) fn concepts(word: &str) -> Vec<u8> {
    if word.bytes().any(|letter| letter.is_ascii_digit()) {
        return Vec::new();
    }
    let known = WORDS.of(word);
    let may_be_short = known.is_empty() && (ABBREVIATION_MIN..=ABBREVIATION_MAX).contains(&word.len());
    if may_be_short { WORDS.abbreviated(word) } else { known }
}

const ABBREVIATION_MIN: usize = 3;
const ABBREVIATION_MAX: usize = 6;

struct Words {
    /// Words and stems by their first letter, with whether it is a stem, and the row.
    by_letter: [Vec<(&'static str, bool, u8)>; 26],
}

/// The most letters that an ending adds to a stem: the shorter the stem, the more other words begin with it.
fn ending_max(stem: &str) -> usize {
    match stem.len() {
        0..=4 => 3,
        5 => 6,
        _ => 9,
    }
}

impl Words {
    fn beginning_like(&self, word: &str) -> &[(&'static str, bool, u8)] {
        let first = word.bytes().next().filter(u8::is_ascii_lowercase);
        first.map_or(&[], |first| &self.by_letter[usize::from(first - b'a')])
    }

    fn of(&self, word: &str) -> Vec<u8> {
        let fits = |&&(text, is_stem, _): &&(&str, bool, u8)| {
            text == word || is_stem && word.starts_with(text) && word.len() - text.len() <= ending_max(text)
        };
        unique(self.beginning_like(word).iter().filter(fits))
    }

    /// English words that this one abbreviates.
    fn abbreviated(&self, word: &str) -> Vec<u8> {
        let fits = |&&(text, is_stem, _): &&(&str, bool, u8)| !is_stem && abbreviates(word, text);
        unique(self.beginning_like(word).iter().filter(fits))
    }
}

fn unique<'a>(rows: impl Iterator<Item = &'a (&'static str, bool, u8)>) -> Vec<u8> {
    let mut found: Vec<u8> = rows.map(|(.., row)| *row).collect();
    found.dedup();
    found
}

/// Whether a word is another one cut short.
fn abbreviates(word: &str, full: &str) -> bool {
    if full.len() < word.len() + 2 {
        return false;
    }
    if full.starts_with(word) {
        return true;
    }
    let is_vowel = |letter: &u8| matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u');
    let singular = full.strip_suffix('s').unwrap_or(full);
    let last = word.as_bytes()[word.len() - 1];
    let ends_like = full.as_bytes().last() == Some(&last) || singular.as_bytes().last() == Some(&last);
    let vowels = word.bytes().skip(1).filter(is_vowel).count();
    let mut letters = full.bytes();
    // A vowel in a short word makes a word of it.
    let vowels_max = usize::from(word.len() > ABBREVIATION_MIN);
    ends_like
        && !is_vowel(&last)
        && vowels <= vowels_max
        && word.bytes().all(|letter| letters.any(|other| other == letter))
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut by_letter: [Vec<(&'static str, bool, u8)>; 26] = Default::default();
    for (row, words) in MEANINGS.iter().enumerate() {
        for word in words.split_whitespace() {
            let (text, is_stem) = word.strip_suffix('-').map_or((word, false), |stem| (stem, true));
            let letter = usize::from(text.as_bytes()[0] - b'a');
            by_letter[letter].push((text, is_stem, row as u8));
        }
    }
    Words { by_letter }
});

/// One meaning a row. Whole words of six letters and more are English ones that may be cut short.
#[rustfmt::skip]
static MEANINGS: &[&str] = &[
    "agency agencies agenc- agenz- agentur- agentstv- ajans- agjenci- ahentstv- agjensi- agency-",
    "alliance alliances alianz- alian- allianz- allians- alleanz- sojusz- soyuz- alyans- alliant- ittifaq ittifak",
    "assets asset aktiv- activos activo activi-",
    "association associations zwiazek zwiazku savez svaz zvaz associat- asoci- associa- assoc assn assotsiats- asotsiats- asocijac- stowarzysz- zdruzeni- udruzenj- udruga forening- verein verband vereniging- verbond obedinen- obyednan- obyedinen- obiedinen- sdruzhen- sdruzeni- zdruzen- egyesulet dernegi dernek birligi perkumpulan persatuan asosiasi jameya jamiat yhdistys biedriba asotsijats- syllogos",
    "authority authorities autorytet- autorid- autorit- autoridad- avtoritet- uprava otorite- behorde myndighet yetkili authorit-",
    "bank banks banc- banka banki banku bankasi banque bankas pankki banky bankov- bankovsk- trapeza",
    "branch branches filial- branch- sucursal- succursal- zweigstelle zweigniederlassung niederlassung filiala oddzial- podruznic- pobock- subsidiary subsid- subesi sube filijala",
    "brothers bros brother- hermanos fratelli irmaos freres gebruder gebr broders brodrene braca bratya",
    "business businesses biznes- negoci- geschaft- bisnis affari isletme",
    "capital capital- kapital- capit- kapitaal sermaye",
    "center centers centre centre- centr- cent- tsentr- zentrum zentr- centar sentr- kentro merkez- keskus markaz tsentar",
    "central centrals central- centrale- tsentral- zentral- sentral- merkezi keskus-",
    "city cities municip- munitsip- stadt stad ciudad cidade citta ville gorod- grad- miasto belediye- mesto oras- hrad- bashkia",
    "municipal municipality municipal- munitsipal- komunal- gemeinde- belediye-",
    "club clubs klub- circolo kluby club- kulubu",
    "company companies co comp cie cia compan- compa- kompan- kumpan- komaniya shirkat sharikat sirket- firm firma firms spolecnost spolocnost spolka podjetje druzba drustvo ettevote yhtio yritys bolag selskab selskap fyrirtaeki perusahaan imone sabiedriba vallalat cegi hami etaireia eteria etairia compagnia kompanija sharika",
    "commerce commerc- komerts- comerci- commerci- kommerts- kommers- komerc- comerc-",
    "commercial commercial- commerical- komertsial- kommerchesk- comercial- comercializ- kommerziell- komercialn- kommercial- tijari ticari",
    "committee committees komitet- comite comit- komite- komitee- comitato- committe- odbor",
    "community communities comunid- communaut- comunita- gemeinschaft- obshchin- hromad- gmina topluluk",
    "communications communication telecom- telekom- kommunikat- comunicac- kommunik-",
    "concern concerns consorcio konzern- kontsern- koncern- concern- konsern- concerno",
    "consortium consorti- konsorti- consorci- konsorc- consorz- konsort-",
    "construction constructions building buildings construc- constru- stroit- stroy bau baustoff- budivel- budownict- stavebn- insaat costruzion- byggnads- gradnj- constructora",
    "cooperative cooperatives coop koperas- kooperativ- cooperat- kooperat- cooper- kooper- genossenschaft- spoldziel- druzstv- zadruga osuuskunta synetairism- sinetairism- corporativ- kooperatt- szovetkezet cooperatie cooperacion andelslag",
    "corporation corporations corp corporat- corpor- korpor- korp corpn corpo corporatn corporac- korporats- corporaz- corporaciia societate-",
    "council councils soviet rada consejo consil- conseil- consigl- rat sovet- savjet vijece",
    "credit credits kredit- credit- kredyt- credito kreditn-",
    "department departments dept dipartiment- departament- departement- abteilung- otdel- division divisions avdeling- upravleniy- oddelek viddil- tmima bolumu",
    "development developments develop- desarroll- desenvolv- developp- svilupp- entwickl- razvit- rozvytk- rozvoj- razvoj- gelistir- kalkinma pembangunan rozwoj- ontwikkel- utvikl-",
    "distribution distributors distribut- distribu- distribuid- vertrieb- dystrybuc-",
    "economy economic economi- ekonom- econom- wirtschaft- gospodar- iqtisad-",
    "education educational educat- educac- obrazovat- osvit- bildung- egitim- edukac-",
    "electronics electric electrical electri- elektr- electron- elettr-",
    "energy energies energ- energet- enerji energie- energy-",
    "engineering engineers engineer eng engin- ingeni- ingegn- ingenieur- inzhen- inzen- muhendislik inzyn- engenh- tekniska",
    "enterprise enterprises enterpr- empres- entrepr- predpriy- pidpriem- pidpryiem- przedsiebior- poduzec- podjetj- preduzec- unternehm- isletmes- impres- empreend- intreprind- ondernem- betrieb- virksomhed- foretak- imone- kasykor-",
    "equipment equipo- equip- ekipman ausrustung- oborudovan- wyposazen-",
    "exchange bors- bolsa bourse birzh- borsa gield-",
    "export exports exporter exporters export- eksport- exportac- ihracat esport- exportad- vyvoz",
    "import imports importer importers import- importac- ithalat importad- dovoz",
    "factory factories works fabri- fabryk- zavod- werk- usine- fabbric- fabrika- tvornic- tovarna plant plants gyar tehdas tovaren- kombinat- combine",
    "federal federation fed feder- federats- federal- foderal- federac- bundes- federaz- federac- federazione federaat-",
    "finance financial financ- finanz- finans- finants- financi- fin maliye-",
    "food foods aliment- lebensmittel- gida pishchev- zywnosc- alimentar-",
    "foundation foundations fdn foundat- fundac- fondation fondazion- stiftung- stichting- fundat- fundatsi- nadac- vakif vakfi alapitvany saatio stiftels- sihtasutus fondacija zaklada fundacja zaduzbina idryma",
    "fund funds fond fonds fond- fondo- fundus fundo-",
    "general generales general- generale- genel heneral-",
    "global globals global- globaln- kuresel worldwide weltweit mondial-",
    "government governmental gov govt goberno- gobierno- gouvern- govern- regier- pravitel- uryad- vlada- hukumet rzad- staatlich- staats- state states estado- estatal- etat- gosudarst- derzhav- drzav- panstwow- devlet- statni- statens statlig- stat- staat- valsts vyriausyb- kyvernisi",
    "group groups grp conglomerat- group- grup- gruppe- gruppo- groupe- grupp- gruppy hrup- skupin- grupul- gruppi- groep- omilos skupina csoport konzorc-",
    "health healthcare salud sant- saude gesundheit- zdrav- zdorov- saglik-",
    "holding holdings hldg hldgs holding- kholding- holdin- holdingi- xolding- hold",
    "hotel hotels hotel- otel- gostinits- hoteles-",
    "industry industries industrial ind inds indust- industr- indastri- endustri- przemysl- sanayi- prumysl- priemysel- promyshlen- promislov- promyslov- indus- teollisuus industrij- viomich-",
    "information informatics informat- informac- bilgi",
    "institute institutes institut- instytut- instit- institiut- instituut- enstitu- intezet inst",
    "institution institutions institution- instituc- institucion- anstalt- uchrezhden- ustanov- kurum- institutie-",
    "insurance insur- asegur- assur- seguros seguro assicur- versicher- strakh- strah- sigorta- ubezpiecz- pojist- osigur- takaful",
    "international internationals intl internat- internac- internaz- mezhdunarod- mizhnarod- miedzynarod- medjunarod- medunarod- mezinarod- medzinarod- uluslararasi internas- kansainval- starptautisk- tarptautin- nemzetkozi int internantional- internasional- internasjonal- rahvusvaheline beynalxalq diethn- dieth-",
    "investment investments investors invest- invers- investi- inversion- investic- invt investits- yatirim- beteiligung- inwestyc- ulaganj- ependy-",
    "laboratory laboratories lab labs laborator- labor-",
    "liquidation liquidat- liqu- liquidac- likvid- tasfiye likwid- ajopaivas lichid- abwicklung",
    "logistics logistic- logistik- logist- lojistik loghistik-",
    "machinery machine machines maquin- maschin- mashin- masin- makin- macchin- maszyn-",
    "management managements gerenc- direccion- mgmt mgt manag- gestion- gestao verwaltung- upravlen- upravljanj- zarzadz- yonetim- admin administration administr- administrac- epicheirisi epichirisi upravlinn- menedzh- menadzm- valdym- yoneti-",
    "manufacturing manufacturers manufacture mfg manufact- produktions- hersteller- proizvodst- imalat- fabricac- manufaktur- vyrobn- wytworn-",
    "marine maritime marit- marin- maritim- naval morsk- denizcilik schifffahrt- nautic- maritime-",
    "market markets marketing market- markt- mercado- mercat- rynok- pazar- piyasa- trg- mktg",
    "medical medicine medic- medits- medizin- medyc- tibbi",
    "metal metals metallurg- metal- metall- metalurg-",
    "mining mines minas miner- mineria bergbau- gorn- madencilik rudnik- gornict-",
    "ministry ministries minist- ministr- minister- bakanlig- nazirligi vezarat wizarat",
    "motors motor automotive auto- motor- avto- otomotiv",
    "named name imeni im imena ime namens",
    "national nationals natl nation- nacion- nazion- natsional- nacional- narod- narodn- ulusal milli kansallinen krajow- tautin- nemzeti ethnik- nasion- nacyon- ethnikos",
    "network networks netz netzwerk- netwerk- reseau- rete red set- merezh- siec- ag nettverk- natverk-",
    "ngo nonprofit nongovernmental nichtregierung- nko cso charity charit- blagotvor- blagodiy- blagodijn- nekommerch- mimovlad- nevlad- nevladin- obshchestvenn- hromadsk- wohltatig- caridad beneficenc- hayir- humanitar- dobroczynn- npo ong nro nvo nadacn- benevolent neuryadov-",
    "nominee nominees nomine- nominal- nominat-",
    "office offices bureau bureaus bureaux biuro buro byro buero biroul burolar oficin- offic- ofis- kontor- kancelari- kantor- ufficio- urad- escritorio buro-",
    "oil petrol petroleum petrol- neft- nafta- naft- petrole- oel ol erdol- aceite- yag ulei- petrol-",
    "organization organizations organisation organisations org organiz- organis- orhaniz- organizac- organizats- organizaz- teskilat orgut- szervezet orgaan- orqanizasi-",
    "partner partners partner- partnyor- parteneri socios socio associates associes partnery ortak-",
    "party parties partei partid- partito partij- partiy- partia- parti strana komma puolue-",
    "pharmaceutical pharmaceuticals pharm- farma- pharma farmats- farmac- ilac-",
    "port ports puerto- porto- hafen- liman- haven",
    "power electricity elektroenerg- kraft- strom-",
    "private privat- privad- privee prive- pryvat- chastn- prywatn- soukrom- ozel husus- xususi pvt prv privada-",
    "product products produt- produkt- product- produc- prodot- produits- produit- urun- uretim- produits-",
    "production productions produktsi- produktion- produzion- proizvod- vyrob-",
    "project projects proyect- projet- projekt- proekt- progett- proje projeto- projekat- progekt- projektoje- proiect-",
    "property properties propied- immobil- inmobil- nepremicnin- nekretnin- emlak nieruchom- imovel- realty estates estate real gayrimenkul immobili-",
    "public publics public- publi- publicz- publych- verejn- offentlich- kamu- julkinen obshchestv- javn- publik- publico-",
    "region regions regional reg- oblast- oblas- bolge- region- regiao- rajon- rayon- kraj- krai-",
    "representative repoff repres- predstav- vertret- represent- temsilc- przedstaw- rappresent-",
    "republic republics repu repub- republ- respubl- cumhur- republik- rzeczpospolita dimokrat- jamhur- jumhur- vabariik tasavalta-",
    "research investig- recherche- forsch- issled- doslid- arastirma ricerc- pesquis- badawcz- vyzkum-",
    "resources resource recurso- ressourc- resurs- risors- kaynak-",
    "sales sale ventas vente- vendit- verkauf- prodazh- sprzedaz- satis vendas",
    "science scientific nauch- nauk- scienti- cientif- wissenschaft- nauchno- bilim- vedeck-",
    "securities security secur- segurid- sicherheit- bezopas- bezpek- guvenlik- sicurezz- seguranc- besigheids-",
    "service services svc svcs servic- servis- serviz- dienst- diensten uslug- obsluga hizmet- palvelu- tjanst- szolgaltat- sluzb- posluh- serviss-",
    "shipping ships ship sudokhod- schiffahrt- gemi navier- navegac- navigat- reederei- rederi- armator- naviera- sudno- sped-",
    "society societies sociedad- societ- sociedade- obshchest- tovaryst- towarzyst- drustv- druzhestv- gesellschaft- cemiyet- sabiedr- bendrove-",
    "solution solutions solucion- soluti- soluzion- soluc- losung- cozum- reshen- rishen- rozwiaz- oplossing- ratkais- losning- resen- sprendim- reseni-",
    "special especial- speci- spets- spezial- spetsial- szczegol- ozel-",
    "steel stal- acero- acier- acciai- celik- stahl- fulad- foolad-",
    "supply supplies suplid- suministr- fournit- versorg- snabzhen- tedarik- zaopatr- postach- supplier suppliers",
    "systems system system- sistem- systeem- sustav- jarjestelm- systema-",
    "technology technologies technical tech technolog- tecnolog- tehnolog- tekhnolog- technik- teknoloj- technik tekhnik- tecni- tekni- tehni- techn-",
    "textile textiles textil- tekstil- tessil-",
    "tobacco tabac- tabak- tutun- tytoniow-",
    "tourism travel touris- turis- turizm- reise- seyahat- viaj- voyag- putovan-",
    "trade trading trades trdg sanayi ticaret- trad- handel- torg- torhiv- torhovel- trgovin- trgovac- handl- ticaret- obchod- comerciali- negoce- tijar- kereskede- tirgus- prekyb- tirdzniec- trejd- treyd- treid- impex emporik- emporio- kauppa kaubandus- bazargani bazarghani comercio- commercio- dagang perdagangan niaga- vanijya comercial-",
    "transport transportation transports transit transport- transpor- trasport- nakliyat tasima- perevoz- perevez- verkehr- spedit- lojist- doprav- vervoer-",
    "trust trusts trust- trast- fideicomis- treuhand- fiduciar- fiducie trustul- vilayet",
    "union unions soyuz- union- unione- unia- savez sojuz- spilka- spilk- zwiazek- sindicat- syndic- birlik liit- sajunga- unija- svaz- zvaz- gewerkschaft- profsoyuz- uniao- unio-",
    "university univers- uniwersytet- sveucilist- hochschule- daneshgah jamia- ulikool yliopisto",
    "venture ventures vencur- ventur- wagnis- venchur- aventura girisim-",
    "water agua- wasser- vodokanal- vod- acqua- eau-",
    "wood timber madera- holz- drevesin- legno- drewn- bois- drvo- lesn- ahsap-",
    "world mundo- mundial- monde- mond- welt- wereld- mirovoy mirovoi mirovaya svit- swiat- dunya- svet- mondial- verden- maailma-",
];

#[cfg(test)]
mod tests {
    use super::{MEANINGS, concepts};

    fn are_related(a: &str, b: &str) -> bool {
        concepts(a).iter().any(|concept| concepts(b).contains(concept))
    }

    #[test]
    fn words_of_one_meaning_are_related() {
        for (a, b) in [
            ("trdg", "trading"),
            ("svcs", "services"),
            ("srvces", "services"),
            ("mfg", "manufacturing"),
            ("mgmt", "management"),
            ("intl", "international"),
            ("comm", "commercial"),
            ("tech", "technology"),
            ("grp", "gruppe"),
            ("govt", "government"),
            ("eng", "engineering"),
            ("agencia", "agentstvo"),
            ("fundacja", "stiftung"),
            ("uluslararasi", "mezhdunarodnyy"),
            ("assn", "asociacion"),
            ("hldgs", "holding"),
            ("distr", "distribution"),
            ("univ", "universidad"),
            ("invst", "investment"),
            ("pharm", "farmaceutica"),
            ("bldg", "construction"),
            ("equip", "equipment"),
            ("natl", "nacional"),
            ("dept", "abteilung"),
        ] {
            assert!(are_related(a, b) && are_related(b, a), "{a} {b}");
        }
    }

    #[test]
    fn words_of_two_meanings_are_not() {
        for (a, b) in [
            ("trdg", "transport"),
            ("bank", "agency"),
            ("mfg", "management"),
            ("quill", "quality"),
            ("marina", "mansour"),
            ("oil", "oslo"),
            ("mirovanta", "world"),
            ("bank3", "bank4"),
            ("harbour", "heron"),
            ("general", "gas"),
            ("smith", "shipping"),
        ] {
            assert!(!are_related(a, b), "{a} {b}");
        }
    }

    #[test]
    fn rows_are_lower_case_letters_and_fit_a_byte() {
        assert!(MEANINGS.len() < 256);
    }
}
