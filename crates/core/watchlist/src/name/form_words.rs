//! The words that company forms are made of, in the languages that lists are written in: so that a form is known however it
//! is put ("LTD LIABILITY CO", "obshchestvo s ogranichennoy otvetstvennostyu", "Soc. a Resp. Limitada") and with a slip in it.
//!
//! A word here stands for all that begin with it. *Plain* words are part of a form wherever they stand; others (state,
//! public, educational) only beside one, for a name may begin with them.

use std::sync::LazyLock;

use super::business_words;
use crate::compare::edits::{EditMasks, LetterSet};

/// How much of a form the first of these words begins, in words; 0 for none. `after_form` says that a form
/// stands before, `is_first` that nothing does.
pub(super) fn run(words: &[&str], after_form: bool, is_first: bool) -> usize {
    let mut count = 0;
    let mut besides = 0;
    let mut sure = if after_form { Some(0) } else { None };
    for (at, word) in words.iter().enumerate() {
        if is_plain(word)
            || !is_first && VOCABULARY.late_acronyms.binary_search(word).is_ok() && ends(&words[at + 1..])
        {
            count += 1;
            sure = Some(count);
        } else if is_beside(word) || !is_first && VOCABULARY.behind.begin(word) {
            count += 1;
            besides += 1;
            // Behind a form such a word still belongs to it.
            sure = sure.map(|_| count);
        } else if count > 0 && connects(word, words.get(at + 1)) || leads(words, count, is_first) {
            count += 1;
        } else if !is_first
            && count >= LONG_RUN
            && words.get(at + 1).is_some_and(|next| is_plain(next) || is_beside(next))
        {
            // In the midst of a long form one word may be another.
            count += 1;
        } else {
            break;
        }
    }
    // Two such words that end a name are a form of their own: "religious organisation".
    let ends = !is_first && count == words.len() && besides >= 2;
    if ends { count } else { sure.unwrap_or(0) }
}

/// Whether a name ends here but for its form. FIN before "services" is no form: it is cut short.
fn ends(rest: &[&str]) -> bool {
    rest.iter().all(|word| {
        is_plain(word)
            || is_beside(word)
            || CONNECTORS.contains(word)
            || is_acronym(word)
            || VOCABULARY.behind.begin(word)
    })
}

/// A run of so many words is a form whatever one word in it says.
const LONG_RUN: usize = 3;

/// Whether a word joins two words of a form. "I" before a short form is a number: "Fund I LP".
fn connects(word: &str, next: Option<&&str>) -> bool {
    CONNECTORS.contains(&word) && !(word == "i" && next.is_some_and(|next| is_acronym(next)))
}

/// Whether a form begins with a connector: at its beginning, behind a name, and before a plain word.
fn leads(words: &[&str], count: usize, is_first: bool) -> bool {
    count == 0
        && !is_first
        && LEADING_CONNECTORS.contains(&words[0])
        && words.get(1).is_some_and(|next| VOCABULARY.plain.begin(next))
}

/// Whether a word is a short form that stands behind a name.
pub(super) fn is_acronym(word: &str) -> bool {
    is_institution(word)
        || VOCABULARY.plain.whole.binary_search(&word).is_ok()
        || VOCABULARY.acronyms.binary_search(&word).is_ok()
        || VOCABULARY.late_acronyms.binary_search(&word).is_ok()
}

fn is_plain(word: &str) -> bool {
    VOCABULARY.plain.begin(word) || VOCABULARY.acronyms.binary_search(&word).is_ok() || is_institution(word)
}

/// Whether a word is a Russian or Ukrainian institution's kind in initials, romanised: whose it is (federal, state, regional,
/// municipal), how it is run (budgetary, treasury, autonomous), its field, "uchrezhdenie", what follows: FGBDOU, OGKOU, GBUZ.
fn is_institution(word: &str) -> bool {
    const OWNERS: [&str; 14] =
        ["fg", "og", "obg", "kg", "rg", "go", "gb", "mb", "g", "m", "k", "o", "n", "ch"];
    const RUN: [&str; 6] = ["b", "k", "a", "s", "v", ""];
    const FIELDS: [&str; 15] =
        ["do", "po", "vo", "spo", "npo", "sko", "so", "no", "n", "d", "v", "s", "p", "o", "z"];
    const ENDS: [&str; 12] = ["", "z", "k", "n", "so", "spo", "vpo", "dpo", "dod", "d", "p", "s"];
    const LETTERS: std::ops::RangeInclusive<usize> = 4..=9;
    if !LETTERS.contains(&word.len()) {
        return false;
    }
    OWNERS.iter().filter_map(|owner| word.strip_prefix(owner)).any(|rest| {
        RUN.iter().filter_map(|run| rest.strip_prefix(run)).any(|rest| {
            let with_field = FIELDS.iter().filter_map(|field| rest.strip_prefix(field));
            with_field.chain([rest]).filter_map(|rest| rest.strip_prefix('u')).any(|end| ENDS.contains(&end))
        })
    })
}

fn is_beside(word: &str) -> bool {
    VOCABULARY.beside.begin(word)
}

struct Vocabulary {
    plain: Stems,
    beside: Stems,
    behind: Stems,
    acronyms: Vec<&'static str>,
    late_acronyms: Vec<&'static str>,
}

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| {
    let sorted = |text: &'static str| {
        let mut words: Vec<&str> = text.split_whitespace().collect();
        words.sort_unstable();
        words
    };
    Vocabulary {
        plain: Stems::new(PLAIN, true),
        // These are words of ordinary names: "Europe" is not a misspelt "europea".
        beside: Stems::new(BESIDE, false),
        behind: Stems::new(BEHIND, false),
        acronyms: sorted(ACRONYMS),
        late_acronyms: sorted(LATE_ACRONYMS),
    }
});

/// Stems this long are known with one slip, longer ones with two and three.
const SLIP_LETTERS_MIN: usize = 7;
const TWO_SLIPS_LETTERS_MIN: usize = 10;
const THREE_SLIPS_LETTERS_MIN: usize = 14;

/// Stems by their first letter, which slips leave alone.
struct Stems {
    whole: Vec<&'static str>,
    by_letter: [Vec<Stem>; 26],
    others: Vec<&'static str>,
}

struct Stem {
    text: &'static str,
    /// Laid out for comparison, if it is long enough for a slip.
    masks: Option<EditMasks>,
    letters: LetterSet,
}

impl Stems {
    fn new(words: &'static str, with_slips: bool) -> Self {
        let mut stems = Self { whole: Vec::new(), by_letter: Default::default(), others: Vec::new() };
        for word in words.split_whitespace() {
            match (word.strip_suffix('='), word.as_bytes()[0]) {
                (Some(whole), _) => stems.whole.push(whole),
                (None, first @ b'a'..=b'z') => {
                    let masks = (with_slips && word.len() >= SLIP_LETTERS_MIN).then(|| EditMasks::new(word));
                    let letters = LetterSet::of(word);
                    stems.by_letter[usize::from(first - b'a')].push(Stem { text: word, masks, letters });
                }
                (None, _) => stems.others.push(word),
            }
        }
        stems.whole.sort_unstable();
        stems
    }

    /// Whether a word begins with one of them, or is one.
    fn begin(&self, word: &str) -> bool {
        if self.whole.binary_search(&word).is_ok() {
            return true;
        }
        match word.bytes().next() {
            Some(first @ b'a'..=b'z') => {
                let own = &self.by_letter[usize::from(first - b'a')];
                own.iter().any(|stem| word.starts_with(stem.text))
                    || word.len() + 1 >= SLIP_LETTERS_MIN && is_misspelt(own, word)
            }
            _ => self.others.iter().any(|stem| word.starts_with(stem)),
        }
    }
}

/// Whether a word begins with a slip in one of these. A business word of another meaning is no slip: a *kooperatsiya* is
/// not a misspelt *korporatsiya*.
fn is_misspelt(stems: &[Stem], word: &str) -> bool {
    let letters = LetterSet::of(word);
    let mut misspelt = stems.iter().filter(|stem| stem.is_misspelt_in(word, letters)).peekable();
    if misspelt.peek().is_none() {
        return false;
    }
    let meanings = business_words::known(word);
    meanings.is_empty()
        || misspelt.any(|stem| business_words::known(stem.text).iter().any(|own| meanings.contains(own)))
}

impl Stem {
    fn is_misspelt_in(&self, word: &str, letters: LetterSet) -> bool {
        let Some(masks) = &self.masks else { return false };
        let slips = match self.text.len() {
            ..TWO_SLIPS_LETTERS_MIN => 1,
            TWO_SLIPS_LETTERS_MIN..THREE_SLIPS_LETTERS_MIN => 2,
            _ => 3,
        };
        if self.letters.beyond(letters) > slips {
            return false;
        }
        let heads = self.text.len() - slips..=(self.text.len() + 1).min(word.len());
        heads.into_iter().any(|end| word.get(..end).is_some_and(|head| masks.edits(head) <= slips))
    }
}

/// Words that belong to a form if more of the form follows.
#[rustfmt::skip]
const CONNECTORS: [&str; 88] = [
    "a", "al", "and", "ar", "asupra", "at", "auf", "av", "avec", "by", "cap", "capital", "capitale", "con",
    "cu", "czesc", "d", "da", "das", "de", "dei", "del", "den", "der", "des", "dhat", "di", "dla",
    "dlya", "do", "dogovorite", "doo", "dos", "e", "en", "end", "et", "for", "fur", "i", "ile", "in",
    "inversion", "inversora", "ir", "ja", "la", "les", "loi", "med", "met", "mit", "mukodo", "na", "no", "o",
    "och", "of", "on", "op", "par", "per", "po", "por", "pour", "promotora", "s", "sa", "sb", "so",
    "ss", "su", "sur", "te", "til", "tipli", "und", "ve", "voor", "with", "y", "z", "za", "zat",
    "zata", "ze", "zi", "zu",
];

/// Connectors that a form may begin with, where the rest of it follows: "mit beschränkter Haftung".
const LEADING_CONNECTORS: [&str; 9] = ["avec", "con", "cu", "med", "met", "mit", "s", "with", "z"];

/// Stems; `=` marks a whole word.
static PLAIN: &str = "\
    aktsioner aktsionern akcioner aktsyianer aktsiyad aksiyador aksiyadorlik aktsiyadorl aktsiyadorlik aksiadorlik ogranichen ogranicen ogranichennoi \
    otvetstvennost otvetstvennos atvetnast adkaznasts vidpovidaln obmezhen abmezhav odgovornos otgovornos ogranichena tovarystvo= tavarystva tovarishchestv \
    tovarisches tovariscestv druzhestvo= drushtvo drustvo= uchrezhden uchrezdenie uchrez predpriyat predprijat pidpryiemstv pidpriemstv pidpryemstv pradpryemstv pradprymalnik predprinimatel predprinimac \
    pidpryiemets obshchestvo= obshchestva= obshchestv= obschestvo= obshhestvo= obscestvo= obshestvo= obshestva= akcionern aktsionernoe uchreden zadalzhen komanditn komandit kommandit sabirateln \
    gesellschaft aktiengesellschaft haftung haftungs beschrankt beschraenkt besch= beschr= eingetragen eingetr= genossenschaft unternehmergesellschaft unternehmergesell kommanditgesellschaft \
    handelsgesellschaft offentlichen= korperschaft vennootschap vennoot aansprakelijk naamloze besloten beslotn beperkte= maatschap commanditaire aandelen \
    aktiebolag aktieselskab anpartsselskab anpartsselsk handelsbolag kommanditbolag selskab= aksjeselskap ansvarlig osakeyhtio kommandiittiyhtio osuuskunta \
    hlutafelag sameignarfelag interessentskab partnerselskab ivaerksaetterselskab andelsselskab \
    societe= soc= societ anonyme responsab resp= limitee simplifiee unipersonnelle commandite gie= \
    sociedad= sociedade sociedada anonima anon= limitada responsabilidad responsabilidade variable= variavel comandita ltda= \
    societa= azioni limitata accomandita responsabilita collettivo= \
    spolka spolk spzoo= odpowiedzialn ograniczon odpow= ogr= odp= akcyjna akcyj komandytowa komandytowo jawna= \
    spolecnost spolocnost spoleenost rucenim omezenym obmedzenym akciova akciov zapsany= spolek= druzstvo \
    korlatolt felelossegu tarsasag reszvenytarsasag beteti szovetkezet fioktelep bejegyzett kozhasznu zartkoru nyilvanosan \
    societate societatea raspundere raspund actiuni intreprindere intreprinderea interprinderea inteprinderea individuala= \
    anonim= sirket sirketi ortakligi ortaklik komandit= kollektif= \
    limited= ltd= lmtd= limit= liability= liab= liabil= unlimited= partnership incorporated incorp= incs= inc= corporatn= corporation= corp= comp= llc= plc= jsc= \
    korp= korporats korporac corporac corporaz corporatie corporaciia corpo= kompani= kompanija kompaniya kompania companhia= compania= compagnia komaniya shirkat= sharikat sharika= \
    kongsi= gongsi= kongsil firma= firm= proprietary= pty= pvt= pte= prv= llp= lllp= lp= pllc= fzllc= \
    aktienges unternehmerg besl= gesmbh= versicherungsverein einkahlutafelag pilnsabiedriba sehmdar cemiyyet shmdar cmiyyti andelslag begraenset begrnset ansvar= kom= sti= odpovednost ry= mbb= partg= \
    shrka= shrkt= mhdwda= msahma= mswlya= \
    perseroan terbatas= sendirian berhad bhd= sdn= persekutuan komanditer tbk= \
    trach= nhiem= nghiep= tnhh= \
    sabiedriba ierobezot atbildib akciju= uzdaroji= akcine bendrove ribotos= atsakomyb aktsiaselts osauhing taisuhing tulundusuhistu usaldusuhing \
    dionicko dionicka dionickog ogranicenom odgovornosc odgovornost delniska druzba= omejen omejeno akcionarsko akcionersko deonicarsko \
    shoqeri aksionere pergjegjesi kufizuar \
    etaireia etairia eteria periorismenis efthynis anonymi anonimi eterorrythmi omorrythmi omorruthmi \
    kabushiki kaisha= gaisha= yugen= goudou= godo= gomei= goshi= gmbh= mbh= ag= kg= ohg= ug= gbr= egbr= kgaa= ev= \
    mchj= mas'uliyati masuliyati cheklangan jamiyat zhamiyat korxona korkhona kasiporyn zhauapkershiligi shekteuli seriktes seriktestigi tadbirkor mekeme kogam unitar= \
    partnerschaft staatskonzern sehmdar cemiyyet erwerbsgesellschaft versicherungsver tovarystvo tavarystv druzhestvo tarsulas= ortachko ortacko ortakluk pikavaltais \
    tovarishch tovaristv obmezenoju obmezhenoi vidpovid hlutafel einkahlut samlags= sameign tryggingaf intreprinzator interprinzator \
    yhtiomies vastuunalai aandelen= kapitalgesellschaft stiftelse= ansvarshaftung= \
    youxian gufen yuhanhoe jusikhoe jusighoe chusikhoe hapmyeonghoe hapjahoe hoesa= kabushikigaisha kabushikikaisha yugengaisha yugenkaisha \
    godogaisha godokaisha goshigaisha gomeigaisha preduzetnik= poduzetnik= gmbkh= commanditselskab kommanditselskab allmennaksjeselskap \
    enkeltmandsvirksomhed enkeltpersonforetak samvirkeforetak mittetulundusuhing komanditsabiedriba kozkereseti aksionar \
    shezghudul pasukhismgeblob sazogadoeba saaktsio sahmanapak pataskhanatv ynkerut bazhnetirakan musaham mosaham mossaham mahdoud \
    mahdud masouliy masuliy= masuliyy sharekat= entrepreneur= \
    nichtregierungsorganisation= nongovernmental= individualnyy= individualnyi= indyvidualny einzelunternehm ";

static BESIDE: &str = "\
    shares= guarantee= establishment= entreprise= nauchn sotrudnich federaln federalno rabotnik investitsionn stroitelnaya= \
    entita statal militarn militarisch vereinigung ohne= gewinnerzielungsabsicht tavaristva aktsiyanern zakritaye birzhev paev intervaln kombinirovan rynochn \
    burgerlichen kommunaluntern unipersonal egyeni= vallalkoz szervezet kozjogi erdeszeti kulfoldi szekhelyu vallalkozas fonok kulfold \
    ednolich targovets turgovets trgovac uslovi zakona= lichno subekt deyatelnost deiatelnost dejatelnost upravlyayushch likvidats komissi rossiysk federatsi obrazovan svobodn sluzhb sotsialn sfer obsluzhiv \
    oilaviy= koshma qoshma jednotny statni podnik drustveno osiguran particulier openbare samenwerkingsverband staatskonzern \
    partnerschaft kommunal rekisteroity yhdistys= neuryadov nederzhavn nekomerts hromadsk blahodiyn blagodiyn pozarzadow nevladin mimovlad neguvern societatii \
    canadienne= omanaise= actiuni volontersk ridnich bezgospodar khusus khususiy stupin voennoe voenn \
    publiq unitair federale= dogovor scientific= production= enterprise= verein= federal= state= charit blahod dobrochyn fond= fondas= fondy= fund= paevoy= paevyy= pryvat investits institution= \
    komitet= military militar vijskov organisation= organization= organizaci organizacj organisatsi professional= association= professionnel \
    sprl= spk= sp= spj= k= aciq= qapali= muhdud mehdud prom= inv= deportiva= deportivo= accion= acciones= \
    empresa= publica= unipersonnel omanaise= generale= slozka= organizacn otvoren zatvoren dobrovol ohranic poistn \
    upravl strakhov straxov produktsion deistvi gromad hramad skladk kollektiv= kollektyvn kooperatyvn privee= erwerbs= samenw economisch \
    private= joint= stock= free= zone= actions= offene= avoin= partnerska= verejna= obchodni= obchodna= individual= var= semplice= \
    anstalt rechts= jt= stk= stck= colectiva= han= phan= huu= cong= ty= doanh= \
    otkryt zakryt publichn publicn nepublichn chastn pryvat pryvatn privat privatn adkryt zakryt vidkryt byudzhet byudzetn biudzhet bjudzet kazen kazonn kazyonn avtonom autonom unitarn munitsip municip gosudarst derzhavn dzyarzhav \
    oblastn regional mestn rayonn obrazovat obshcheobrazovat obscheobr doshkoln professional dopolnit vysshe vyssh srednego srednei nachaln spetsial korrektsion detey detei vozrast obuchayush otklonen razvitii mladsh \
    zdravookhran zdravoohran proizvodstv pervichn profsoyuz organizats organizac organizatsiya nekommerch nekommerc religiozn blagotvorit obshchestvenn hromadsk hramadsk arhanizats orhanizats orhanizacij obiedin obyedin obedinen yurid lits fizichesk \
    krestyan fermersk khozyaystv sadovodch sobstvennik nedvizhim potrebit kooperativ selskokhozyaystv okhrann predpriyatie dochern kompani kompany tipa= komp= kompan \
    negosudarst obyednann obiednann obednann trgovets cooperatieve= coperatieve= cooperatief= qushma qwshma tu= nhan= \
    public mixte= economie= europaische europeenne europea europeo gemeinnutzig \
    budget budgetary= unitary= autonomous= non= profit= nonprofit= \
    kauffrau= kaufmann= kfr= kfm= javna= javno= preduzece= poduzece= podjetje= jednoosobowa \
    trach= han= khai= nuoc= nhan= statale= variabile= open= closed= ochiq= yopiq= xususiy= davlat= kooperatif= ";

/// Words that end a form only behind a name: they are ordinary words of names too.
static BEHIND: &str = "\
    close= fermee= ouverte= detat= etat= unitaire= nom= collectif= civile= immobiliere= individuelle= etablissement= groupement= \
    interet= economique= lucratif= utilite= publique= privee= etrangere= simple= industriel= \
    civil= privada= garantia= reciproca= industria= comercial= industrial= financiera= inmobiliaria= inscritas= abierto= abierta= \
    cerrada= colectiva= laboral= cooperativa= mixta= economia= hecho= bursatil= promotora= estado= orcamental= estatal= \
    quotas= unipessoal= aberto= fechado= simples= nome= coletivo= empresario= \
    semplificata= collettivo= consortile= impresa= ditta= individuale= ente= pubblico= unico= socio= \
    wirtschaftlich interessenvereinigung berufshaftung= gegenseitigkeit= einzelfirma= kaufleute= auf= \
    onder= eenmanszaak= onderlinge= waarborgmaatschappij= vereniging= zonder= winstoogmerk= gewone= publiekrechtelijk rechtspersoon= \
    stichting= particulier= fonds= op= \
    det= offentligretlig erhvervsdrivende= forening= enskild= ekonomisk= ideell= utenlandsk= foretak= publikt= privat= \
    julkinen= yhtio= toiminimi= asunto= saatio= keskinainen= avatud= fuusilisest= isikust= ettevotja= \
    individualais= komersants= atklata= slegta= atviroji= viesoji= istaiga= mazoji= bendrija= imone= valstybes= savivaldybes= \
    individuali= tikroji= ukine= cywilna= prosta= przedsiebiorstwo= panstwowe= dzialalnosc= gospodarcza= oddzial= \
    verejna= obchodni= prispevkova= organizace= ustav= obecne= prospesna= nadacni= odstepny= zavod= statny= neziskova= obcianske= \
    zdruzenie= jednoducha= akcie= ceg= mukodo= allami= tulajdonban= levo= tulajdonu= \
    pe= nume= colectiv= simpla= familiala= persoana= fizica= autorizata= regie= autonoma= stat= municipala= \
    spetsialna= investitsionna= tsel= jednostavno= obrt= trgovack ustanova= ogranak= samostojni= podjetnik= neomejeno= javni= \
    me= te= person= fizik= ndermarrje= publike= shteteror kolektive= halka= acik= adi= vakfi= dernegi= iktisadi= isletmesi= tipli= \
    idiotiki= kefalaiouchiki= monoprosopi= mot= thanh= vien= hop= danh= co= tu= nhan= terbuka= umum= persero= \
    stock= interest= community= characteristics= economic= sole= proprietorship= proprietor= trader= exempted= registered= \
    benefit= offshore= closed= commercial= individual= incorporated= ko= dadatkov abyadnann shkol vospitannik vozmozhnost zdorovya= \
    dlya= protivopozharn bezopasnost federatsii=";

/// Abbreviations of Russian and Ukrainian institutions, romanised.
static ACRONYMS: &str = "\
    ngo ooo oao zao pao nao ano tov tzov tdv prat vat zat aat zaat taa tou too odo obo moo mro nko nou nochu noudo chou chudo chup rup gup mup \
    fgup dgup gudp kup fop gbu gau gku gou gbou gaou gkou gskou gbskou gksou gdou mdou mbdou madou mkdou dou fgdou mou mbou maou mkou mbu \
    mau mku fgu fgbu fgau fgku fku fgbou fgaou fgkou fgou fgbvou fgkvou gbpou gapou gpou pou gauso gbuz guz muz obguz fgbuz dpo spo vpo sosh \
    cso ppo ppoo psrz oppo spk kfkh tsn snt tszh skhpk spssk zhsk gsk gnu gnpp npp nts npo oyul ogu ogbu ogkou ogou ogkuz eood ood ead kda edood \
    dzzd doo dooel chvk ndo zvt krsu akb jscb pjscb mchzh yoaj oaj fxu koop mif zpif";

/// Short forms of national registers that are part of a form only behind a name: MIL and FIN begin names too.
static LATE_ACRONYMS: &str = "\
    aeie eeig eesv geie pop partg \
    aie aisbl amba amke anl ans ao aor aps asc asd asl bdor bf bpif bsc bvba csr cvba cvoh dmcc dntn doel dsd ebvba ehf eireli \
    eoii ong nro peec adsic haao sacifi sacif saci saic saica sacic cic cio anpo scei rf pr tda shps dhmm shmm shma shml shmk shmq \
    eirl ek ep epe epp esv eurl ewiv fcp fie fin fkf fmba fzco fze fzllc gaec gcv gesbr ggmbh gie gks gmk gpk gpz hb huf ike iks \
    invag ipif ivs ivzw kb kbb kdad kdor kgaa kgk kht kjsz kkt kmba koinsep komsti ksc kscc lda llcoc ltda ltdsti ltt mchs mei \
    mepe mfk mil mkk mmc monepe mtu nepa nkf nku npf nuf nuo nyrt od ou oe oeg oek ohf onlus onoss opc osk oyj pa partgmbb pif pjsc \
    pllc psa psc pvtltd qk qmj qpjsc qpsc qsc ry saa sab sae sak saoc saog sapi sapib sas sasu sau sca scarl sccl scea scic scm \
    scop scpa scpi scrl selarl shk sia sicaf sicav slf slhf sll slne slp smba smc sgr snc soccoop sp spc spf spj sprl sprlu srls ssd \
    stgmbh szao tmi tmk tsz tuh unip ute vof vvag wll ykk zatt zrt zs";
