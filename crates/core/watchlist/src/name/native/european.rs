//! Cyrillic, Greek, Armenian and Georgian, with the spellings of the languages that romanise them: English, French,
//! German, Slavic, Baltic, Hungarian, Dutch; and the names that they transcribe from other languages.

/// Russian, Ukrainian, Belarusian, Serbian, Macedonian, Bulgarian. The first reading is that of BGN/PCGN.
#[rustfmt::skip]
pub(super) static CYRILLIC: &[(&str, &str)] = &[
    ("а", "a / ah o u e ia"), ("б", "b / p bb"), ("в", "v w f / b ph u"), ("г", "g h / gu v j gh"), ("ґ", "g"),
    ("ѓ", "gj g dj"), ("д", "d / t"), ("ђ", "dj d j"), ("е", "e ye je / ie i a ee ai ia ea"),
    ("ё", "yo e io jo ye / o eu oe u iu"), ("є", "ye ie e je"), ("ж", "zh j g / z sh x zs rz dj ge"),
    ("з", "z s / ts c th"), ("ѕ", "dz z"), ("и", "i y / e ee ie ii ea ij j u"), ("і", "i y / e ee ie j ij"),
    ("ї", "yi i ji ii y"), ("й", "y i j / _ ii"), ("ј", "j y i / _"), ("к", "k c q ck / ch qu kh g x"),
    ("л", "l / _"), ("љ", "lj ly l"), ("м", "m"), ("н", "n / ng"), ("њ", "nj ny n gn"),
    ("о", "o / a au eau oh ow ou oo u"), ("п", "p / b"), ("р", "r / rh"), ("с", "s c / sz z sc ts"),
    ("т", "t th / ts d"), ("ћ", "c tj ch"), ("ќ", "kj k c"), ("у", "u oo ou / w ew ue eu oe o y"),
    ("ў", "w u v"), ("ф", "f ph / th v"), ("х", "kh h ch / x j k _"), ("ц", "ts c tz z / cz s tc"),
    ("ч", "ch tch c / cz tsch cs tsj tj tsh ci"), ("џ", "dzh j dj g"), ("ш", "sh s sch ch / sz sc sj"),
    ("щ", "shch sch sht schtsch / st sh stsj szcz chtch schtch"), ("ъ", "_ / a u"), ("ы", "y / i ui u"), ("ь", "_ / y i j"),
    ("э", "e a / ae h ai he"), ("ю", "yu iu ju u / ou ew you eu jou"), ("я", "ya ia ja a / ea ie e"),
    ("ѣ", "e ye"), ("ә", "a e"), ("ғ", "gh g"), ("қ", "q k"), ("ң", "ng n"), ("ө", "o"), ("ұ", "u"), ("ү", "u"),
    ("һ", "h"), ("ҳ", "h kh"), ("ҷ", "j"), ("ӣ", "i"), ("ӯ", "u"), ("ҡ", "k q"), ("ҙ", "z d"), ("ҫ", "s"),
    ("дж", "dzh j g dj dg / gi zh ge c"), ("кс", "ks x cks cs"), ("ий", "iy y i ij ii / j ei ius yi"),
    ("ый", "yy y i ij yi yj / ii"), ("ій", "iy y i ij ii / j ius yi"), ("ей", "ey ei ej ay ai / ee eo ya"),
    ("ай", "ay ai i y ei / aj ye igh"), ("эй", "ey ay ei a ai / eigh"), ("ой", "oy oi oj"),
    ("уи", "ui wi oui / ouis"), ("уэ", "ue we oue"), ("уо", "uo wa wo"), ("уа", "ua oi wa / oy"),
    ("уї", "uyi wi"), ("оу", "ou o ow oa oe"), ("ау", "au ow ou aw"), ("ия", "iya ia ya ija ea / y ie"),
    ("ія", "iya ia ya ija ea / y ie"), ("ие", "ie iye e"), ("ье", "ye ie ier je"), ("ья", "ya ia ja ija"),
    ("дз", "dz z j ds"), ("дзи", "dzi ji zi"), ("си", "si shi ci see sy"), ("ся", "sya sha"),
    ("сё", "syo sho"), ("сю", "syu shu"), ("ти", "ti chi ty tea"), ("тя", "tya cha"), ("тё", "tyo cho"),
    ("тю", "tyu chu"), ("дзё", "dzyo jo"), ("дзю", "dzyu ju"), ("дзя", "dzya ja"), ("цз", "tsz j z"),
    ("ск", "sk sc"), ("ть", "t ti"), ("сь", "s si"), ("эс", "es s"), ("шт", "sht st"), ("шп", "shp sp"),
    ("х$", "kh h ch / x _ gh"), ("о$", "o / _ eau ot aud eaux aut"), ("е$", "e / et er _ ais ey y"),
    ("а$", "a / e ah _"), ("^е", "ye e je / ie he"), ("^и", "i y hi / j e"), ("^г", "g h / j wh"),
    ("^ио", "io jo yo / joh"), ("^иоганн", "iogann johann"), ("^я", "ya ja ia / j"), ("^э", "e a he / ae h ai"),
    ("ус$", "us / _ o"), ("ос$", "os o / _ us"),
];

#[rustfmt::skip]
pub(super) static GREEK: &[(&str, &str)] = &[
    ("α", "a / o u"), ("β", "v b"), ("γ", "g gh / y j"), ("δ", "d dh / th"), ("ε", "e / ai a ye i"),
    ("ζ", "z / s g j"), ("η", "i e / h y ee"), ("θ", "th t / f"), ("ι", "i y / j e ie"), ("κ", "k c q / ck ch g"),
    ("λ", "l"), ("μ", "m"), ("ν", "n"), ("ξ", "x ks / xh"), ("ο", "o / u au eau"), ("π", "p"), ("ρ", "r / rh"),
    ("σ", "s / c z sh sch ch"), ("τ", "t / th"), ("υ", "y i u / v f"), ("φ", "f ph / v"), ("χ", "ch h kh / c k x j"),
    ("ψ", "ps"), ("ω", "o / w au"), ("μπ", "mp b mb"), ("ντ", "nt d nd / t"), ("^ντ", "d / nt t"),
    ("γκ", "gk g nk ng gc / nc"), ("γγ", "ng g gg"), ("γχ", "nch nkh nh"), ("τζ", "tz j g dz dj / z"),
    ("τσ", "ts ch c tch / tz z"), ("ου", "ou u oo / w o"), ("αι", "ai e ae / ay i"), ("ει", "ei i / ey e"),
    ("οι", "oi i / oe e"), ("υι", "yi i ui"), ("αυ", "av af au / aw"), ("ευ", "ev ef eu ew / ey u"),
    ("ια", "ia ya ja ea a"), ("ιο", "io yo jo"), ("^ιω", "io yo jo joh"), ("γι", "gi y yi / j ji"),
    ("γε", "ge ye ghe / je"), ("ουα", "oua wa oi ua"), ("ουι", "oui wi"), ("σσ", "ss s"),
    ("ος$", "os us o _ / e y i"), ("ιος$", "ios ius y io / i ij ie e os"), ("ης$", "is es i e / y _ ys"),
    ("ας$", "as a _ / e es ia"), ("α$", "a / e _ ia"), ("η$", "i e a / y _ ie"), ("ους$", "ous us es"),
    ("ων$", "on o / one"), ("ευς$", "eus e"), ("ιου$", "iou i / y"), ("^χ", "ch h kh c / k j"), ("^ε", "e he / a je ye"),
    ("^α", "a ha / e"), ("^ι", "i hi y j / hy"), ("^υ", "y hy i"), ("^η", "i e he / hi"), ("^ρ", "r rh"),
];

#[rustfmt::skip]
pub(super) static ARMENIAN: &[(&str, &str)] = &[
    ("ա", "a / e"), ("բ", "b / p"), ("գ", "g / k"), ("դ", "d / t"), ("ե", "e ye / ie je a ya"), ("զ", "z / s"),
    ("է", "e / a ai"), ("ը", "y e / _ u"), ("թ", "t th"), ("ժ", "zh j / g z"), ("ի", "i y / ee e ie ij"), ("լ", "l"),
    ("խ", "kh h ch x / k j"), ("ծ", "ts tz c / dz z"), ("կ", "k c g q / ck x"), ("հ", "h / _"), ("ձ", "dz z j"),
    ("ղ", "gh g l / r kh"), ("ճ", "ch j tch / c"), ("մ", "m"), ("յ", "y j i h / _"), ("ն", "n"),
    ("շ", "sh ch sch s / sz"), ("ո", "o vo / u"), ("չ", "ch tch / c cz"), ("պ", "p b"), ("ջ", "j dj g / dzh ch"),
    ("ռ", "r"), ("ս", "s c / z sz"), ("վ", "v w / f"), ("տ", "t d"), ("ր", "r"), ("ց", "ts c tz / z"), ("ւ", "v w u"),
    ("փ", "p ph / f"), ("ք", "k q c kh / ch ck"), ("օ", "o / au ou"), ("ֆ", "f ph / v"), ("և", "ev yev"),
    ("ու", "u ou oo / w"), ("եւ", "ev yev eu"), ("յան$", "yan ian jan / ean"), ("այ", "ay ai i"), ("եյ", "ey ei ay a"),
    ("իա", "ia ya ie ea"), ("քս", "ks x"), ("կս", "ks x"), ("պյո", "pyo pe pio"), ("յու", "yu u iu ju ou"), ("ուա", "ua oi wa"),
];

#[rustfmt::skip]
pub(super) static GEORGIAN: &[(&str, &str)] = &[
    ("ა", "a"), ("ბ", "b"), ("გ", "g"), ("დ", "d"), ("ე", "e / a ai ie ye"), ("ვ", "v w / f"), ("ზ", "z / s"), ("თ", "t th"),
    ("ი", "i y / ie e ij j"), ("კ", "k c q / ck ch"), ("ლ", "l"), ("მ", "m"), ("ნ", "n"), ("ო", "o / au"), ("პ", "p"),
    ("ჟ", "zh j / g"), ("რ", "r"), ("ს", "s c / z sz"), ("ტ", "t"), ("უ", "u ou oo / w"), ("ფ", "p f ph"),
    ("ქ", "k kh c q / ch"), ("ღ", "gh g / h"), ("ყ", "q k / kh"), ("შ", "sh ch sch s / sz"), ("ჩ", "ch tch / c cz"),
    ("ც", "ts c tz / z"), ("ძ", "dz z j"), ("წ", "ts c tz / z"), ("ჭ", "ch tch / c"), ("ხ", "kh h ch x / k"),
    ("ჯ", "j dj g / dzh"), ("ჰ", "h / _"), ("ქს", "ks x"), ("კს", "ks x"), ("ი$", "i y / _ e ie"), ("ე$", "e / _ a i"),
    ("ია$", "ia ya ie / a e"), ("იო", "io jo yo eo"),
];
