//! Forms of given names: short forms, sister forms of other languages, and their spellings.
//!
//! A row is one name. A name is of a row if it stands there or is a spelling of one that does: "Mohammed" for "Muhammad",
//! "Yousef" for "Yusuf", "Dmitrii" for "Dmitri".

use std::collections::HashMap;
use std::sync::LazyLock;

use super::native::{normal, romanised};

/// The groups a given name belongs to; two names of one group may be the same person's.
pub(crate) fn groups(name: &str) -> Vec<u16> {
    let mut found: Vec<u16> = Vec::new();
    let mut add = |groups: Option<&Vec<u16>>| {
        for group in groups.into_iter().flatten() {
            if !found.contains(group) {
                found.push(*group);
            }
        }
    };
    add(FORMS.exact.get(name));
    let latin = romanised(name);
    if let Some(key) = spelling_key(&latin) {
        add(FORMS.by_spelling.get(&key));
    }
    if !name.is_ascii() {
        add(FORMS.exact.get(latin.as_ref()));
    }
    if let Some((stem, is_son)) = patronymic(&latin) {
        let mark = if is_son { SON_OF } else { DAUGHTER_OF };
        let mut father = String::with_capacity(stem.len() + 2);
        for ending in FATHERS_ENDINGS {
            father.clear();
            father.push_str(stem);
            father.push_str(ending);
            let spelt = || FORMS.by_spelling.get(&spelling_key(&father)?);
            let groups = FORMS.exact.get(father.as_str()).or_else(spelt);
            found.extend(groups.into_iter().flatten().map(|group| group | mark));
        }
    }
    found
}

/// Whether both are given names, and not forms of one.
pub(crate) fn are_two(name: &str, other: &str) -> bool {
    let names =
        |name: &str| FORMS.exact.get(name).filter(|groups| groups.iter().any(|group| is_name(*group)));
    let Some((own, others)) = names(name).zip(names(other)) else { return false };
    !own.iter().any(|group| others.contains(group))
}

/// Whether a word is a syllable of Korean names or a Chinese surname.
pub(super) fn is_syllable(word: &str) -> bool {
    FORMS.exact.get(word).is_some_and(|groups| groups.iter().any(|group| !is_name(*group)))
}

/// Whether a group is a given name and no syllable of one.
fn is_name(group: u16) -> bool {
    usize::from(group) < NAMES.len()
}

/// The name of the father that a patronymic is made of, and whether it is a son's: "Nikolaevich", "Mykolaivna".
fn patronymic(name: &str) -> Option<(&str, bool)> {
    const SONS: [&str; 10] =
        ["yovych", "iovych", "yovich", "iovich", "ovich", "evich", "ovych", "evych", "owicz", "ewicz"];
    const DAUGHTERS: [&str; 6] = ["yivna", "yovna", "iivna", "ivna", "ovna", "evna"];
    const STEM_MIN: usize = 3;
    let stem = |endings: &[&str]| endings.iter().find_map(|ending| name.strip_suffix(ending));
    let son = stem(&SONS).map(|stem| (stem, true)).or_else(|| stem(&DAUGHTERS).map(|stem| (stem, false)));
    son.filter(|(stem, _)| stem.len() >= STEM_MIN)
}

/// What a father's name may end in that its patronymic leaves out: Nikola-y, Serge-i, Mykol-a.
const FATHERS_ENDINGS: [&str; 6] = ["", "y", "i", "a", "o", "iy"];
/// Patronymics of the name of a group are groups of their own.
const SON_OF: u16 = 0x4000;
const DAUGHTER_OF: u16 = 0x8000;

struct Forms {
    exact: HashMap<String, Vec<u16>>,
    by_spelling: HashMap<String, Vec<u16>>,
}

static FORMS: LazyLock<Forms> = LazyLock::new(|| {
    let mut forms = Forms { exact: HashMap::new(), by_spelling: HashMap::new() };
    for (group, row) in NAMES.iter().chain(SYLLABLES).enumerate() {
        let group = group as u16;
        let add = |table: &mut HashMap<String, Vec<u16>>, key: String| {
            let groups = table.entry(key).or_default();
            if !groups.contains(&group) {
                groups.push(group);
            }
        };
        for name in row.split(' ') {
            if let Some(key) = Some(name).filter(|name| name.is_ascii()).and_then(spelling_key) {
                add(&mut forms.by_spelling, key);
            }
            add(&mut forms.exact, normal(name));
        }
    }
    forms
});

/// The shortest name that is known by a spelling of it: shorter ones are too close to others.
const SPELLING_MIN: usize = 5;

/// A name of fewer sounds is known only by spellings that keep to three classes of vowels: in two, "Wayne" is "Vanya", "Kirill"
/// is "Karel" and "Bella" is "Billy".
const LOOSE_MIN: usize = 6;

/// What the spellings of one name have in common: each sound in one letter, doubled letters once, vowels in classes.
fn spelling_key(name: &str) -> Option<String> {
    if name.len() < SPELLING_MIN || name.bytes().any(|letter| !letter.is_ascii_lowercase()) {
        return None;
    }
    let letters = name.as_bytes();
    let loose = sounds(letters, |_| 'a');
    match loose.len() {
        length if length + 1 < SPELLING_MIN => None,
        ..LOOSE_MIN => Some(sounds(letters, |vowel| if vowel == b'a' { 'a' } else { 'e' })),
        _ => Some(loose),
    }
}

/// The sounds of a name, with the front vowels as they are told.
fn sounds(letters: &[u8], front: impl Fn(u8) -> char) -> String {
    let mut key = String::with_capacity(letters.len());
    let mut at = 0;
    while at < letters.len() {
        let next = letters.get(at + 1).copied();
        let (sound, taken) = match (letters[at], next) {
            (b's', Some(b'c')) if letters.get(at + 2) == Some(&b'h') => ('S', 3),
            (b's', Some(b'h')) | (b's', Some(b'z')) => ('S', 2),
            (b'k', Some(b'h')) => ('h', 2),
            (b'c', Some(b'h')) => ('C', 2),
            (b'p', Some(b'h')) => ('f', 2),
            (b't' | b'd' | b'g', Some(b'h')) => (char::from(letters[at]), 2),
            (b'd', Some(b'j')) => ('j', 2),
            (b'c', Some(b'k')) => ('k', 2),
            (b'o', Some(b'u')) | (b'o', Some(b'o')) => ('o', 2),
            (b'c', Some(b'e' | b'i' | b'y')) => ('s', 1),
            (b'c' | b'q', _) => ('k', 1),
            (b'w', _) => ('v', 1),
            (b'z', _) => ('s', 1),
            (vowel @ (b'a' | b'e' | b'i' | b'y'), _) => (front(vowel), 1),
            (b'o' | b'u', _) => ('o', 1),
            (letter, _) => (char::from(letter), 1),
        };
        if !key.ends_with(sound) {
            key.push(sound);
        }
        at += taken;
    }
    key
}

/// One syllable a row that several romanisations of Korean and of Chinese surnames spell: the Revised one, that of McCune and
/// Reischauer, passports; Pinyin, Wade-Giles, Cantonese.
#[rustfmt::skip]
static SYLLABLES: &[&str] = &[
    "kim gim", "lee yi ri rhee yee", "pak park bak", "choe choi chwe", "jong jeong jung chong chung cheong joung", "kang gang",
    "jo cho joh", "yun yoon youn", "jang chang", "im lim rim yim", "seo suh", "shin sin", "kwon gwon", "song sung seong",
    "ryu yu yoo ryoo", "jon jeon jun chon chun cheon", "ko go koh", "mun moon", "son sohn", "bae pae", "baek paek baik paik",
    "heo huh hur", "sim shim", "noh roh no ro", "kwak gwak", "chu choo", "woo wu", "ku koo gu", "jin chin", "om um eom", "pang bang",
    "kong gong", "hyon hyun hyeon", "yong young yeong ryong", "un eun", "chol cheol chul", "hui hee heui", "kwang gwang",
    "kyong kyung gyeong kyeong", "myong myung myeong", "pyong byung byeong pyung", "tong dong", "tae dae", "kun geun keun gun",
    "kuk guk kook gook", "jae chae", "jun chun joon", "yol yeol ryol", "sok seok suk", "hyok hyuk hyeok", "hun hoon", "pom beom bum",
    "uk wook", "sol seol", "sop seop sup", "zhang chang cheung", "zhao chao chiu", "zhou chou chow chau", "zheng cheng", "zhu chu", "chen chan",
    "huang wong hwang", "xu hsu", "xie hsieh", "xiao hsiao siu", "cai tsai choi", "jiang chiang", "deng teng", "guo kuo kwok",
    "gao kao", "zeng tseng tsang", "cao tsao", "qian chien", "yuan yuen", "xiong hsiung", "xia hsia", "xue hsueh", "ye yeh yip",
    "lin lam", "liang leung", "luo lo law", "liu lau", "dong tung", "dai tai", "zhong chung", "cui tsui",
];

/// One name a row, in lower case.
#[rustfmt::skip]
static NAMES: &[&str] = &[
    "alexander alexandr alexandre aleksandr alejandro alessandro aleksander alex sasha iskander iskandar alexandros aleksandar oleksandr sandor sander alexandru aleksanteri alistair alasdair oleksandro aliaksandr alyaksandr aleksandre alexandro sandro alec aleko sacha shura xander الكسندر אלכסנדר sanya sanyok shurik sashka sascha",
    "elizabeth elisabeth beth betty lisa liz eliza elizaveta yelizaveta elisabetta isabel isabella isabelle elisaveta lizaveta elzbieta alzbeta erzsebet elise bess liza elisabet ilse bettina yelyzaveta lisbeth libby elsa elsie",
    "william bill billy will willy willie wilhelm liam guillermo guillaume guglielmo wm willem vilhelm vilmos wilhelmus viljem gulielmus guilherme goulielmos gouilliam guille memo billie",
    "robert rob bob bobby roberto robbie rupert ruprecht bert robby berto roby",
    "richard dick rick ricky ricardo riccardo richie rikard ryszard rich richy",
    "edward ned ted eddie ed eduard eduardo edvard edouard edoardo edvards teddy edwardus eduards",
    "theodore ted teddy fedor fyodor teodoro theodor teodor theo fiodor fedir feodor theodoros todor theodorus fedya tedor",
    "james jas jim jimmy jaime jamie jacques seamus giacomo iago santiago diego jakob jacob yakov yakob iakov yaqub yaqoub jakub jacobus iakovos giacobbe jaap jacopo hamish jaume jacobo jakov jokubas ياقوب يعقوب יעקב jimmie yasha jaques",
    "john johann johannes johan johnny jon jack jan jean jens juan ivan giovanni ioan ioannis yann yannis giannis yahya yuhanna hans ian sean shaun jovan janos joao evan ioannes joannes ivo hannes jannis janez jani ivane hovhannes ovanes ohannes youhanna juhani jhon gianni joan hovannes vanya yohannes yohanan يوحنا يحيى יוחנן vanka vania johnnie juanito gio",
    "michael mike mick mikey mickey michel michele miguel mikhail misha mihail mihai mikael mykhailo mikhael mihaly michal mikko michail mikhailo mikhaylo miquel mikheil mihajlo mikal michiel mitchell mikelis ميخائيل מיכאל mishka misa mischa mihael miska mykhaylo",
    "thomas thos tom tommy tomas tommaso toma foma tamas thom tomasz tuomas thomaz tomaso toomas توماس תומס tommie tomek tomi",
    "joseph joe josef jose yusuf youssef yousef yosef iosif josip giuseppe osip jozef youcef yusef jusuf yousuf yussuf joey josep jozsef juozas josephus iosef yossef yosif ioseb beppe pepe pepito youssouf يوسف יוסף sepp jupp beppo peppe pino",
    "charles carl karl carlos charlie chuck carlo karol carol karel karoly karlis carolus charley kaarlo karlo kalle karolos carles شارل chas carlito charly",
    "daniel dan danny daniele danil danila danilo daniil danijel danial daniyal دانيال דניאל danya dani danko",
    "david dave dawud daoud davide davit davud dawood dawid dafydd daud davyd taavi davids davidde داود דוד דויד",
    "anthony anton antonio tony antoine antoni antony antonius antonin antun antonis antonios antal anthonis antanas toni antoniu antonello tonino tonio tono antosha",
    "andrew andy andre andrei andrey andres andrea andreas andrzej andriy andrii andrij andras anders ondrej andreu andreis andrejs andris andrius andrejus andreja andriej drew andrej أندريه andriusha andryusha andriyko",
    "nicholas nick nicolas nicola nikolai nikolay nicolae nikolaus nikola nikolaos mykola nikos nicolaus niccolo nikolaj nicolaas klaus niklas mikolaj miklos nicolo nikolas colin nikolajs nils nicolai nikol nicolaos mikalai kolya nikoloz niels claus kolia koliya nico niko nikolya",
    "samuel sam sami sammy samuil samuele samuils shmuel شموئيل שמואל",
    "matthew matt mateo matteo matvei matthias mathias mathieu matei mateusz matias matthaus matthieu mattias mathew matheus mateus matyas matti matvey matej matija متى",
    "christopher chris cristobal christoph christophe cristoforo kristof krzysztof kristoffer christoforos christophoros kit topher krsto khristofor",
    "peter pete pedro pierre pietro petr piotr pyotr petro petar petros petrus pieter peder per pere piero petru peteris petur petter boutros butrus boutrous petri pedros pekka bedros petras بطرس petya petia petrusha petko pyetr pjotr",
    "george georg georgi georgy jorge giorgio jorg yuri georges georgios giorgi yuriy yury jerzy jiri gheorghe yurii gyorgy juri heorhiy georgiy jurgen juergen jurij joris jordi geordie yorgos giorgos georgiou juris georgius heorhi iuri iurii jurgis georgo gueorgui gevorg kevork جورج gosha zhora yura yurka jura jure djuro gogi",
    "catherine cathy kate katherine katya ekaterina katarina caterina catarina katharina kathryn kathleen yekaterina kateryna katrin karin katrina katie kitty katalin katerina catalina aikaterini ekaterini kasia katarzyna jekaterina katia katyusha kati kathy trina",
    "margaret maggie peggy margarita marguerite margherita greta margarete margareta rita margot marjorie meg madge margit malgorzata marharyta gosia margo",
    "dmitri dmitry dmitriy dima dimitri dmytro dimitrios dmitrii dimitris dmitrij dimitar dimitriy dzmitry dymytriy demetrius demetrio dimitrij mitya dmitrijs dimitrije dimitrie dumitru dimka mitia dimon dimi",
    "vladimir volodymyr vova volodya wladimir vladimiro wolodymyr uladzimir vlad vladimirs wlodzimierz vladymyr waldemar valdemar فلاديمير vovka volodia vladik vladik",
    "francis frank fco francesco francisco paco pancho franz francois frantisek ferenc franciszek frans franjo francesc franciscus franco francisc franc فرانسيس chico fran kiko",
    "josepe pepe jose",
    "abd abdul abdel abdal abdol abdoul abdil abdur abder abdar abdus abdes abdas abdun abden abduz abdez abdud abded abdut abdet عبد",
    "eugene gene evgeni evgeny yevgeny yevgeni eugen eugenio evgenii evgeniy yevgeniy yevhen jewgeni evhen evgenij eugeniusz jevgeni jevgenij ievgen eugenios eugenijus evgenios zhenya jenya zhenia evgen yevgen ievgenii",
    "sergei sergey serge sergio serhiy sergii sergiy serhii sergej sergius siarhei sergejs serguei sergios siarhiej serdzh seryozha serezha seriozha serhij sergiu sergejus",
    "paul pablo paolo pavel pavlo pauls paulus pavlos paulo pavle pawel pal paal bulus boulos poul paavo paulius pau pavol بولس pasha pavlik pavlusha pali",
    "gregory greg grigori grigory grigoriy grigor gregor gregorio hryhoriy gregorios grigoris hryhorii grzegorz gregoire grigorii gregorius grigorij gergely krikor grisha grysha hrysha grzesiek",
    "stephen steve steven stefan esteban stephan stefano etienne stepan estevan istvan stephane stefanos stjepan szczepan stiepan stephanus staffan estevao stepanos ستيفن stepa stefek steph",
    "benjamin ben benny beniamino veniamin binyamin benyamin benjamim beniamin بنيامين בנימין benji veniamen benjy",
    "kenneth ken kenny",
    "ronald ron ronnie ronaldo",
    "donald don donny",
    "patrick pat paddy patricio patrizio padraig patryk",
    "lawrence larry laurence lorenzo laurent lars lorenz laurentius lavrentiy lavrenti laurens lauri lorenc lourens laurentiu lavr lorik",
    "timothy tim timofey timofei timoteo timothee tymofiy timotheus timofej timosha timmy tima",
    "philip phil felipe philippe philipp filip filippo phillip filipp filippos philippos filips pylyp philippus fulop",
    "raymond ray ramon raimundo raimondo raimund reimond reymond raymundo",
    "frederick fred freddy friedrich federico frederic fredrik frederik fryderyk fridrikh federigo fritz frederico fridrich bedrich frigyes frederiks fredericus fridrix",
    "henry hank harry heinrich enrique henri enrico henrik henryk hendrik heinz heiner jindrich genrikh arrigo henrique henricus hinrich heintz indrek hal kike quique henrich",
    "muhammad mohammad mohammed mohamed muhammed mohamad mehmet md mohd mohamud muhamad mahomed muhammet mohamet mahamed mamadou muhamed magomed mukhamed muhammadu محمد moh muhd mhd muhamet magomet mochamad muchamad moch mamed mahmed mukhammad mokhammad makhammad мохаммед মোঃ মো মোহাম্মদ মুহাম্মদ",
    "abdullah abdallah abdulla abdoulaye abdulah abdellah abdollah abdula عبدالله abdulloh abdillah",
    "louis luis lou ludwig luigi lewis lodewijk ludvig ludovic ludovico luiz lajos ludovicus lluis ljudevit ludvik gigi lui luisito ludovik",
    "ibrahim abraham ebrahim ibraheem avraham abram ibrahima abrahim avram ibrahem ابراهيم אברהם abe ibro ibo brahim",
    "moses musa moussa moshe mose moise mousa moisey moisei mojzis moises موسى משה",
    "jesus isa issa eissa essa عيسى",
    "solomon suleiman sulayman suleyman soliman salomon shlomo sulaiman souleymane soleiman suleman salomone solomone سليمان שלמה",
    "isaac ishaq isaak ishak yitzhak itzhak eshaq izaak isak yitzchak isac isacco اسحاق יצחק",
    "ismail ishmael ismael esmail ismaeel ismayil esmaeil yishmael اسماعيل",
    "job ayyub ayoub ayub ayyoub ايوب",
    "noah nuh nouh noe noach نوح נח",
    "jonah yunus younes younis yunis jonas yonah iona yones younus يونس יונה",
    "gabriel jibril gabriele gavriil djibril jibreel gavril gabor havryil gabrijel gabriels جبريل",
    "haroun harun aaron aharon haron aron هارون אהרן אהרון",
    "mary maria marie maryam mariam miriam miryam mariya marija marya meryem masha maire moira marika مريم מרים masa manya marusya marysia mari",
    "anna anne ann ana hannah hanna anya annette anita annie anja nancy ania ane hana hanne aneta آنا חנה anechka anushka hania",
    "helen helena elena olena yelena alena ellen helene eleni ilona elene jelena lena ileana elaine alyona lenka olenka lenochka alona aliona",
    "julia yulia iuliia giulia julie juliana yuliya iulia julija juliya ioulia",
    "natalia natalya natasha nataliya nathalie natalie nataliia natalija natalja nathalia natashka nata natka natali",
    "tatiana tanya tatyana tetiana tatjana tetyana tania taciana",
    "alexei alexey aleksei aleksey oleksiy alexis alyosha alexej oleksii aleksej alessio alexius aliaksei alekszej alekseis alexios lyosha lesha liosha lyokha aljoscha alosha",
    "konstantin constantin constantine costas kostas konstantinos kostya constantino kostiantyn kastus costantino constantinus kostia dinos konstantine",
    "leo lev leon leonid leonidas leonhard lew leonard leonardo lion leone leons lyova leva lyovka",
    "leonid leonidas leonyd leanid",
    "mark marcus marco marc marcos markus marek markos marko marks",
    "luke lucas luca lukas lukasz luka loukas lucass lluc",
    "martin martino marten marton martins martinus martyn martinho martti marcin martinos",
    "simon shimon semyon simeon szymon semen symeon simone simao ximenes siman simonas semion",
    "maximilian max maxim maksim maksym maximiliano massimo massimiliano maxime maximus massim maks",
    "roman romain romano romanos romans ramans",
    "victor viktor vittorio viktors viktar vitya wiktor victors vitia vityok",
    "vasily vasiliy vasil basil basilio vasyl vassili vasilios wassily vasile vasilii vasilij vassilis basilius bazyli basile vasilis wassili vasya vasia vasko",
    "anastasia nastya anastasiya anastassia anastazja anastasija",
    "jeremiah jeremy irmiya yirmiyahu jeremias geremia yarema",
    "elijah elias ilya ilyas elie eliyahu ilia illya eli iliya iljas الياس אליהו",
    "ezekiel hezekiel yechezkel hazqil",
    "zechariah zachary zakaria zakariya zakhar zacharias zakarya zaccaria",
    "hassan hasan hassane hasen hassaan حسن",
    "hussein husayn hossein hussain husain hosein hocine hussien houssein husein hoseyn husseyn حسين",
    "ahmad ahmed ahmet akhmed ahmadou achmad achmed akhmad احمد",
    "mahmoud mahmud mehmood mahmood makhmud محمود",
    "omar umar omer umer oumar عمر",
    "othman osman uthman ousmane usman osmane عثمان",
    "osama usama oussama ousama اسامة",
    "abdulrahman abdurrahman abderrahmane abdelrahman abdulrehman abdirahman abdurahman abdourahmane",
    "jaber jabir djaber jabbir",
    "nasser nasir naser nassir ناصر",
    "qasim qassem qasem kassem kassim ghasem kasem gassim qassim kasim قاسم",
    "khadija khadijah khadidja hatice khadeeja",
    "fatima fatimah fatemeh fatma fatime fatimeh fatmah فاطمة",
    "aisha ayesha aicha aysha ayse aishah عائشة",
    "kazem kadhim kadhem kazim kathem qazim كاظم",
    "reza rida ridha redha riza رضا",
    "zayd zaid zeid zied zaed",
    "wladyslaw vladislav ladislav ladislaus vladyslav laszlo uladzislau vlad slava vladik",
    "stanislav stanislaw stanislaus stanislao stas stasik slava",
    "jaroslav yaroslav jaroslaw slava yarik jarek",
    "bogdan bohdan",
    "gennady gennadi hennadiy gennadiy gennadii genadi gennadij gena genka hena",
    "ignatius ignacio ignaz ignat ihnat ignacy ignazio nacho inigo",
    "clement clemens klement kliment clemente klim klemens",
    "augustus august augusto auguste augustin avgust augusts augustine agustin agostino",
    "bartholomew bartolomeo bartolome barthelemy bartholomeus varfolomey bart bartosz bartlomiej bartek",
    "dominic domingo dominique domenico dominik dominicus",
    "vincent vicente vincenzo vikentiy vincentius vinzenz wincenty",
    "albert alberto albrecht adalbert alberts albertus al bertie beto",
    "arthur arturo artur arturs artturi",
    "ernest ernesto ernst arnost ernests",
    "emil emilio emile emilius emils",
    "ferdinand fernando hernando fernand ferdinando hernan nando fernan",
    "rudolf rodolfo rudolph rudi rolf rudolfs rudy",
    "walter gualtiero gautier valter walther walt",
    "gottfried godfrey geoffrey goffredo gotfrid jeffrey",
    "roger rogelio ruggero rodger rutger",
    "ralph raul raoul",
    "julius julio jules giulio yuliy julian juliano yulian",
    "adelaide adelheid adele adelaida",
    "eleanor eleonora leonora elinor leonor eleonore",
    "sophia sofia sophie sofiya zofia sofya zsofia sofija sonya sonia sofka",
    "veronica veronika veronique berenice",
    "valery valeri valeriy valeriu valerii valerio walery valere valerij valera",
    "victoria viktoria vittoria viktoriya victoire vika viktoriia",
    "xavier javier saverio xaver ksawery javi xavi",
    "vyacheslav viacheslav vyacheslaw viatcheslav wjatscheslaw slava slavik venceslas wenceslas vaclav",
    "svyatoslav sviatoslav slava",
    "anatoly anatoliy anatoli anatolii anatolij tolya tolia anatole anatolio",
    "arkady arkadiy arkadi arkadii arkasha arcadio",
    "boris borya boria borka",
    "igor ihor igorek gosha",
    "oleg oleh olezhka",
    "vitaly vitaliy vitali vitalii vitalij vitalik vitalya",
    "semyon senya",
    "matvey motya",
    "lyudmila liudmila ludmila lyuda luda mila",
    "svetlana sveta svitlana",
    "olga olya olha olia helga",
    "galina halyna galya halina",
    "irina iryna ira irene irena eirini irinka",
    "ksenia xenia kseniya oksana ksusha ksyusha",
    "daria darya dasha dariya",
    "nadezhda nadia nadya nadiya nadezda",
    "larisa larysa lara",
    "zulfiqar zulfikar zulfeqar dhulfiqar zolfaghar zulfikhar zulficar ذوالفقار",
    "mustafa mostafa mustapha mostapha moustafa moustapha mustaffa mustafo مصطفي",
    "khalid khaled halid khalit chaled خالد",
    "jamal gamal djamal jamaal cemal dzhamal جمال",
    "tariq tarek tarik tareq tarique طارق",
    "abdulaziz abdelaziz abdalaziz abdolaziz abdoulaziz",
    "abdulqadir abdelkader abdulkadir abdalqader abdolghader",
    "manuel manny manolo emmanuel emanuel manoel immanuel manuele",
    "gerald gerry jerry gerard geraldo gerardo gerhard geraud",
    "joshua josh yehoshua josue giosue",
    "nathan nate nathaniel natan nathanael",
    "jacqueline jackie",
    "susan sue susie suzy susanna suzanne susana zsuzsanna zuzana",
    "jennifer jenny jen jenna",
    "rebecca becky rebekka rivka rebeca",
    "deborah debbie deb debora",
    "barbara barb babs barbora varvara",
    "dorothy dolly dot dorothea dorota",
    "alfred alfredo fredo alf alfie",
    "eugenia zhenya evgenia yevgenia evgeniya",
    "walter walt wally",
    "leonardo leo lenny",
    "raphael rafael rafa raffaele rafal",
    "ulrich uli ulli ulrik",
    "wolfgang wolf",
    "salvatore salvador sal toto",
    "guadalupe lupe",
    "dolores lola",
    "adam adamo adan آدم ادم",
    "adalbert wojciech wojtek vojtech bela",
    "hugo hugh ugo hugues",
    "hector ettore hektor",
    "louise luisa luise ludwika luiza",
    "joanna joan giovanna johanna ioanna jeanne juana ivana asia ioana jana",
    "caroline carolina karolina carla",
    "charlotte carlotta carlota lotte",
    "eric erik erich erico",
    "oscar oskar",
    "kirill kiril kyrylo cyril cyrille cirilo cirillo kyrill kyrillos kirils kirillo",
    "mario mariusz marius marios mariano marijan",
    "salim saleem selim salem سليم سالم",
    "salma selma سلمي",
    "dario darius dariusz dariush daryush",
    "claudio claude claudius klaudiusz claudiu",
    "claudia klaudia claudine",
    "silvio silvius",
    "silvia sylvia sylvie sylwia silviya",
    "mauricio maurice maurizio moritz mavriky",
    "fabio fabian fabien fabiano",
    "adrian adriano hadrian adrien",
    "adriana adrienne adrianna",
    "daniela danielle daniella",
    "alexandra aleksandra alejandra alessandra oleksandra alexandrine",
    "paula paola paulina pauline",
    "carla karla",
    "roberta", "francesca francisca frances francoise franziska frantiska",
    "martina martine",
    "christina cristina kristina christine kristine cristine krystyna khrystyna",
    "christian cristian kristian christiaan krystian",
    "gabriela gabrielle gabriella",
    "michaela michelle mikaela micaela",
    "lucia lucie lucy lucja lucija",
    "lucio lucius", "luciano lucian lucien lucjan",
    "karim kareem كريم",
    "karima kareema كريمة",
    "jamil jameel djamil جميل",
    "jamila jameela djamila جميلة",
    "kamal kemal kamel كمال",
    "samir sameer سمير",
    "samira sameera سميرة",
    "amir ameer emir امير",
    "amira ameera اميرة",
    "rashid rasheed rachid reshid راشد رشيد",
    "edmund edmond edmundo",
    "leopold leopoldo",
];

#[cfg(test)]
mod tests {
    use super::groups;

    fn are_related(a: &str, b: &str) -> bool {
        groups(a).iter().any(|group| groups(b).contains(group))
    }

    #[test]
    fn forms_are_related_both_ways() {
        for (a, b) in [
            ("ted", "theodore"),
            ("ted", "edward"),
            ("misha", "mikhail"),
            ("dima", "dmitrii"),
            ("md", "muhammad"),
            ("joseph", "youssef"),
            ("yann", "ioannis"),
            ("mohammed", "mehmet"),
            ("bill", "william"),
            ("ivan", "john"),
            ("suleiman", "solomon"),
            ("hans", "jean"),
        ] {
            assert!(are_related(a, b) && are_related(b, a), "{a} {b}");
        }
        assert!(!are_related("ted", "john") && !are_related("zzz", "zzz"));
    }

    #[test]
    fn spellings_of_a_form_are_of_its_group() {
        for (a, b) in [
            ("mohammed", "mehmet"),
            ("muhammed", "md"),
            ("youssouf", "joseph"),
            ("yousseff", "jose"),
            ("dmitriyy", "dima"),
            ("dmitry", "dmitrii"),
            ("ibraheem", "abraham"),
            ("suleymaan", "solomon"),
            ("mikhaail", "misha"),
            ("wilhelmm", "bill"),
            ("sergeyy", "serhiy"),
        ] {
            assert!(are_related(a, b) && are_related(b, a), "{a} {b}");
        }
        for (a, b) in [
            ("mahmoud", "mohammed"),
            ("marina", "mary"),
            ("potter", "peter"),
            ("sakura", "zachary"),
            ("jun", "john"),
            ("karim", "karl"),
        ] {
            assert!(!are_related(a, b), "{a} {b}");
        }
    }
}
