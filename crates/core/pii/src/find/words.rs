//! Words that a name is not: organisations, places, calendar, street kinds; and words that announce one.

/// Words that make what they stand in an organisation.
const ORGANISATION: &str = "inc incorporated llc llp lp ltd limited corp corporation co company companies bank banks \
    banc bancorp bankers trust credit union association assoc associates group holdings holding partners partnership \
    foundation fund university college school institute hospital clinic medical center centre services service \
    systems solutions technologies technology industries insurance mortgage lending lenders loans financial finance \
    capital securities investments investment realty properties property management consulting department dept bureau \
    office agency administration commission council county city state federal treasury revenue internal court \
    church ministry authority board society club store stores market supermarket pharmacy restaurant hotel airlines \
    orchestra motors foods electric energy gas utilities telecom wireless communications media press times news \
    weekly gmbh ag sa plc pty bv nv oy ab as sarl sas eurl sprl srl ltda kg ohg kft sro logistics freight manufacturing labs laboratories studio studios works \
    appraisal appraisals title escrow payroll bureau hbf bahnhof airport experian equifax transunion";

/// Countries, states and large cities, as single words or joined by an underscore.
const PLACES: &str = "alabama alaska arizona arkansas california colorado connecticut delaware florida georgia hawaii \
    idaho illinois indiana iowa kansas kentucky louisiana maine maryland massachusetts michigan minnesota mississippi \
    missouri montana nebraska nevada hampshire jersey york carolina dakota ohio oklahoma oregon pennsylvania rhode \
    tennessee texas utah vermont virginia washington wisconsin wyoming columbia america usa canada mexico brazil \
    argentina chile peru colombia venezuela england scotland wales ireland britain kingdom france germany spain italy \
    portugal netherlands holland belgium luxembourg switzerland austria denmark sweden norway finland iceland estonia \
    latvia lithuania poland czech slovakia slovenia hungary croatia serbia bosnia romania bulgaria greece cyprus turkey \
    russia ukraine belarus georgia armenia azerbaijan israel egypt morocco algeria tunisia libya kenya nigeria ghana \
    ethiopia africa india pakistan bangladesh nepal china japan korea taiwan vietnam thailand malaysia singapore \
    indonesia philippines australia zealand europe asia london paris berlin madrid rome vienna dublin amsterdam \
    brussels zurich geneva stockholm oslo copenhagen helsinki warsaw prague budapest athens moscow tokyo beijing \
    shanghai sydney melbourne toronto montreal vancouver chicago houston phoenix philadelphia diego dallas austin \
    jacksonville columbus indianapolis seattle denver boston nashville portland vegas baltimore milwaukee albuquerque \
    tucson fresno sacramento atlanta omaha miami oakland minneapolis tulsa cleveland orleans tampa honolulu \
    cincinnati pittsburgh detroit memphis francisco angeles antonio charlotte greenland malta monaco cuba haiti \
    jamaica uruguay paraguay bolivia ecuador panama guatemala honduras nicaragua salvador emirates qatar kuwait \
    saudi arabia iran iraq syria lebanon jordan yemen oman afghanistan kazakhstan mongolia cambodia laos myanmar";

/// Nationalities and languages.
const DEMONYMS: &str = "american british english scottish welsh irish french german spanish italian portuguese dutch \
    belgian swiss austrian danish swedish norwegian finnish icelandic estonian latvian lithuanian polish czech slovak \
    slovenian hungarian croatian serbian romanian bulgarian greek turkish russian ukrainian israeli egyptian moroccan \
    kenyan nigerian african indian pakistani chinese japanese korean vietnamese thai malaysian indonesian filipino \
    australian canadian mexican brazilian argentine chilean peruvian colombian cuban european asian cambodian latino \
    hispanic jewish muslim christian catholic buddhist hindu tunisian cypriot";

const CALENDAR: &str = "january february march april may june july august september october november december jan feb \
    mar apr jun jul aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday mon tue wed thu \
    fri sat sun christmas easter thanksgiving";

/// What streets are called at the end of their names.
const STREETS: &str = "street st avenue ave av road rd boulevard blvd drive dr lane ln court ct place pl square sq \
    terrace ter circle cir parkway pkwy highway hwy way trail trl loop plaza alley pike turnpike run ridge crossing \
    crescent cres route rte path row walk mews heights hts point pt commons bend cove creek crest estates glen grove \
    hill hollow knoll landing manor meadow meadows mill park pass pines ranch ravine shore shores spring springs \
    station summit trace valley view village vista expressway freeway green isle junction lake motorway oval overpass";

/// Words of forms, reports and headings that census lists know as names.
const FORM_WORDS: &str = "form page date name address number account total balance amount payment description type \
    code line part section schedule note notes summary period pay check deposit net gross tax taxes wages income \
    federal state local social security medicare employee employer borrower lender loan rate term value price sale \
    sales site area room rooms year years month day time print sign signature initial initials street city zip phone \
    email fax web page copy box single married head household filing status yes no none other see instructions you \
    your spouse child children dependent dependents relationship credit credits deduction deductions interest \
    dividend dividends gain loss current prior previous final original amended void corrected report statement \
    earnings hours regular overtime vacation sick bonus holiday insurance dental vision health medical life plan \
    savings checking beginning ending opening closing open closed date opened high low limit past due late mortgage \
    auto student visa mastercard discover amex personal data information details contact customer client member \
    branch manager president director officer agent advisor representative dear sincerely regards thank thanks \
    best kind warm hello hi welcome please re subject attn attention ref reference invoice order bill ship sold \
    quantity unit units item items rent own lease property subject neighborhood market comparable condition good \
    average fair poor fee simple new old public private attached detached one two three four five six seven eight \
    nine ten first last middle second third suffix suff prefix maiden male female race sex eyes hair height weight class \
    restrictions endorsements expires issued donor brown blue black white green gray hazel red blond end start \
    january sr jr mr mrs ms dr usd eur gbp chf cad aud jpy";

const TITLES: &str = "princess prince king queen duke mr mrs ms miss dr prof professor sir madam lady lord rev reverend father sister hon judge \
    captain capt sgt lt col gen pastor";

const PARTICLES: &str =
    "de da do dos das del della di du van von der den ter ten la le el al bin ibn ben y e af av zu";

const SUFFIXES: &str = "jr sr ii iii iv esq md phd cpa dds rn";

/// Words that begin sentences and join them.
const FUNCTION_WORDS: &str = "a an and are as at but by c'mon can cool could did do does for from had has have he her here his how \
    i if in is it may my no not of oh on or please said she should since so that the there these they \
    this those to was we what when where who why will with would yes you your";

/// Firms that are called like a person.
const FIRMS: [[&str; 2]; 18] = [
    ["freddie", "mac"],
    ["fannie", "mae"],
    ["ginnie", "mae"],
    ["sallie", "mae"],
    ["farmer", "mac"],
    ["wells", "fargo"],
    ["charles", "schwab"],
    ["morgan", "stanley"],
    ["merrill", "lynch"],
    ["edward", "jones"],
    ["raymond", "james"],
    ["john", "hancock"],
    ["jackson", "hewitt"],
    ["dun", "bradstreet"],
    ["ernst", "young"],
    ["sherwin", "williams"],
    ["johnson", "controls"],
    ["jp", "morgan"],
];

/// Words of forms that are surnames as often.
const NAMES_AMONG_FORM_WORDS: &str =
    "august best black brown close day good gray green head hill june may page price rich white";

fn lists(list: &str, word: &str) -> bool {
    list.split_ascii_whitespace().any(|entry| entry == word)
}

pub(super) fn is_organisation_word(word: &str) -> bool {
    lists(ORGANISATION, word)
}

/// Whether a firm is called by these two words.
pub(super) fn is_firm(first: &str, second: &str) -> bool {
    FIRMS.contains(&[first, second])
}

pub(super) fn is_place(word: &str) -> bool {
    lists(PLACES, word) || lists(DEMONYMS, word)
}

pub(super) fn is_calendar_word(word: &str) -> bool {
    lists(CALENDAR, word)
}

pub(super) fn is_street_word(word: &str) -> bool {
    lists(STREETS, word)
}

pub(super) fn is_form_word(word: &str) -> bool {
    lists(FORM_WORDS, word)
}

pub(crate) fn is_title(word: &str) -> bool {
    lists(TITLES, word)
}

pub(super) fn is_particle(word: &str) -> bool {
    lists(PARTICLES, word)
}

pub(super) fn is_suffix(word: &str) -> bool {
    lists(SUFFIXES, word)
}

pub(super) fn is_function_word(word: &str) -> bool {
    lists(FUNCTION_WORDS, word)
}

/// Form words that stand in headings and hardly in names.
pub(super) fn is_heading_word(word: &str) -> bool {
    !lists(NAMES_AMONG_FORM_WORDS, word)
}
