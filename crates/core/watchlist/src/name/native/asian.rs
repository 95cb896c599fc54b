//! Hangul, kana, the Indic scripts, Thai, and the Han characters that transcribe foreign names.

/// Jamo: a syllable is read as its consonants and vowels. The first reading is the Revised Romanisation; McCune-Reischauer
/// and the spellings of passports follow. Syllables of family names that passports spell in their own way stand whole.
#[rustfmt::skip]
pub(super) static HANGUL: &[(&str, &str)] = &[
    ("ᄀ", "g k / c gh q"), ("ᄁ", "kk k gg g"), ("ᄂ", "n / r l _"), ("ᄃ", "d t"), ("ᄄ", "tt t dd d"), ("ᄅ", "r l n / _ y rh"),
    ("ᄆ", "m"), ("ᄇ", "b p / v"), ("ᄈ", "pp p bb b"), ("ᄉ", "s sh"), ("ᄊ", "ss s sh"), ("ᄋ", "_ / y"), ("ᄌ", "j ch / z ts g"),
    ("ᄍ", "jj j tch ch"), ("ᄎ", "ch / ts c"), ("ᄏ", "k kh / c q"), ("ᄐ", "t th"), ("ᄑ", "p ph / f"), ("ᄒ", "h / _"),
    ("ᅡ", "a / ah ar"), ("ᅢ", "ae e ai / ay a eh"), ("ᅣ", "ya / ia"), ("ᅤ", "yae ye"), ("ᅥ", "eo o u / ou er aw e uh eu"),
    ("ᅦ", "e / ae eh ay ei"), ("ᅧ", "yeo yo yu you / ye eo yuh io u ou young"), ("ᅨ", "ye e / yae"), ("ᅩ", "o / oh ou"),
    ("ᅪ", "wa / oa ua"), ("ᅫ", "wae we / oae"), ("ᅬ", "oe oi we / wae oy"), ("ᅭ", "yo / io yoh"), ("ᅮ", "u oo / ou o woo w wu"),
    ("ᅯ", "wo weo / uo won"), ("ᅰ", "we"), ("ᅱ", "wi / ui we"), ("ᅲ", "yu yoo / you iu u ew"), ("ᅳ", "eu u / o oo e _"),
    ("ᅴ", "ui eui i / yi ee"), ("ᅵ", "i ee / yi y ie e"), ("ᆨ", "k g / c ck q"), ("ᆩ", "k kk"), ("ᆫ", "n"), ("ᆮ", "t d"),
    ("ᆯ", "l r / hl"), ("ᆷ", "m"), ("ᆸ", "p b"), ("ᆺ", "t s / th"), ("ᆻ", "t s ss"), ("ᆼ", "ng / n"), ("ᆽ", "t j"), ("ᆾ", "t ch"),
    ("ᆿ", "k"), ("ᇀ", "t"), ("ᇁ", "p"), ("ᇂ", "h t _"), ("이", "i yi lee ri li rhee ree yee / rhie"), ("리", "ri lee li i yi rhee ree"),
    ("박", "bak park pak / bark bahk"), ("임", "im lim rim yim"), ("림", "rim lim im yim"), ("유", "yu yoo ryu you ryoo"),
    ("류", "ryu yu yoo ryoo you"), ("노", "no noh roh ro"), ("로", "ro noh roh no"), ("양", "yang ryang"), ("량", "ryang yang"),
    ("우", "u woo wu"), ("오", "o oh"), ("최", "choe choi ch'oe / chey chwe"), ("정", "jeong jung chong chung cheong / joung"),
    ("전", "jeon jun chon chun cheon"), ("영", "yeong young yong yung"), ("용", "yong ryong"), ("룡", "ryong yong lyong"),
    ("연", "yeon yon youn ryon"), ("여", "yeo yo yuh ryo"), ("염", "yeom yom youm ryom"), ("백", "baek paik paek baik back"),
    ("나", "na ra"), ("라", "ra na la"), ("남", "nam"), ("은", "eun un / en"), ("원", "won weon wun"), ("희", "hui hee heui hi"),
    ("일", "il"), ("승", "seung sung sŭng"), ("혁", "hyeok hyuk hyok"), ("훈", "hun hoon"), ("순", "sun soon"),
];

/// Hiragana; katakana is written as it: see `normal`. Hepburn first, then Kunrei; `l` and lost vowels for names that kana
/// transcribe.
#[rustfmt::skip]
pub(super) static KANA: &[(&str, &str)] = &[
    ("あ", "a"), ("い", "i / y e"), ("う", "u / o h w v _"), ("え", "e"), ("お", "o / h"), ("か", "ka / ca k ga"), ("き", "ki / k ci"),
    ("く", "ku / k c cu q"), ("け", "ke / k che"), ("こ", "ko / co k"), ("さ", "sa"), ("し", "shi si / s sh ci"), ("す", "su / s z th"),
    ("せ", "se / ce"), ("そ", "so"), ("た", "ta"), ("ち", "chi ti / ch ty"), ("つ", "tsu tu / ts"), ("て", "te"), ("と", "to / t"),
    ("な", "na"), ("に", "ni"), ("ぬ", "nu / n"), ("ね", "ne"), ("の", "no"), ("は", "ha / wa"), ("ひ", "hi"), ("ふ", "fu hu / f ph h"),
    ("へ", "he"), ("ほ", "ho"), ("ま", "ma"), ("み", "mi"), ("む", "mu / m"), ("め", "me"), ("も", "mo"), ("や", "ya"), ("ゆ", "yu"),
    ("よ", "yo"), ("ら", "ra / la"), ("り", "ri / li ry ly"), ("る", "ru / l r lu ll"), ("れ", "re / le"), ("ろ", "ro / lo"), ("わ", "wa"),
    ("ゐ", "i wi"), ("ゑ", "e we"), ("を", "o wo"), ("ん", "n m"), ("が", "ga"), ("ぎ", "gi / g"), ("ぐ", "gu / g"), ("げ", "ge / g"),
    ("ご", "go / g"), ("ざ", "za"), ("じ", "ji zi / gi g j di dy"), ("ず", "zu / s z ds"), ("ぜ", "ze"), ("ぞ", "zo"), ("だ", "da"),
    ("ぢ", "ji zi di"), ("づ", "zu du dzu"), ("で", "de"), ("ど", "do / d"), ("ば", "ba / va"), ("び", "bi / vi"), ("ぶ", "bu / b v"),
    ("べ", "be / ve"), ("ぼ", "bo / vo"), ("ぱ", "pa"), ("ぴ", "pi"), ("ぷ", "pu / p"), ("ぺ", "pe"), ("ぽ", "po"),
    ("ゔ", "v vu b"), ("っ", "_ t k p s c"), ("ー", "_ / a e i o u h r"), ("ゃ", "ya a"), ("ゅ", "yu u"), ("ょ", "yo o"), ("ぁ", "a"),
    ("ぃ", "i"), ("ぅ", "u"), ("ぇ", "e"), ("ぉ", "o"),
    ("きゃ", "kya / ca"), ("きゅ", "kyu / cu"), ("きょ", "kyo / kio"), ("しゃ", "sha sya"), ("しゅ", "shu syu"), ("しょ", "sho syo"),
    ("しぇ", "she sye"), ("ちゃ", "cha tya"), ("ちゅ", "chu tyu"), ("ちょ", "cho tyo"), ("ちぇ", "che"), ("にゃ", "nya"),
    ("にゅ", "nyu / new"), ("にょ", "nyo"), ("ひゃ", "hya"), ("ひゅ", "hyu / hu"), ("ひょ", "hyo"), ("みゃ", "mya"), ("みゅ", "myu"),
    ("みょ", "myo"), ("りゃ", "rya"), ("りゅ", "ryu"), ("りょ", "ryo"), ("ぎゃ", "gya"), ("ぎゅ", "gyu"), ("ぎょ", "gyo"),
    ("じゃ", "ja zya jya"), ("じゅ", "ju zyu jyu"), ("じょ", "jo zyo jyo / joe"), ("じぇ", "je zye / jae"), ("びゃ", "bya"), ("びゅ", "byu"),
    ("びょ", "byo"), ("ぴゃ", "pya"), ("ぴゅ", "pyu"), ("ぴょ", "pyo"), ("ふぁ", "fa pha"), ("ふぃ", "fi phi / fy"), ("ふぇ", "fe"),
    ("ふぉ", "fo"), ("てぃ", "ti ty"), ("でぃ", "di dy"), ("うぃ", "wi"), ("うぇ", "we"), ("うぉ", "wo"), ("ゔぁ", "va"), ("ゔぃ", "vi"),
    ("ゔぇ", "ve"), ("ゔぉ", "vo"), ("おう", "ou o oh oo"), ("おお", "oo o oh"), ("うう", "uu u"), ("えい", "ei e / a ay"),
];

/// Devanagari; the parallel scripts are written as it: see `normal`. A consonant has an `a` (in Bengali an `o`) after it
/// that is not written.
#[rustfmt::skip]
pub(super) static INDIC: &[(&str, &str)] = &[
    ("अ", "a / u o"), ("आ", "a aa / o"), ("इ", "i / e"), ("ई", "i ee / e y"), ("उ", "u / oo o"), ("ऊ", "u oo"), ("ऋ", "ri / r ru"),
    ("ऎ", "e"), ("ए", "e / a ay ye"), ("ऐ", "ai ei / ay e oi"), ("ऑ", "o a"), ("ऒ", "o"), ("ओ", "o"), ("औ", "au o / ou"),
    ("क", "k c g / q ck"), ("ख", "kh k"), ("ग", "g"), ("घ", "gh g"), ("ङ", "ng n"), ("च", "ch c s / tch"), ("छ", "chh ch / s"),
    ("ज", "j z / g dj"), ("झ", "jh j z"), ("ञ", "n ny / gn"), ("ट", "t d / th"), ("ठ", "th t"), ("ड", "d / r t"), ("ढ", "dh d / rh r"),
    ("ण", "n"), ("त", "t th d / dh"), ("थ", "th t"), ("द", "d dh / th"), ("ध", "dh d"), ("न", "n"), ("ऩ", "n"), ("प", "p b"), ("फ", "ph f p"),
    ("ब", "b v / w"), ("भ", "bh b"), ("म", "m"), ("य", "y j / i _"), ("र", "r"), ("ऱ", "r"), ("ल", "l"), ("ळ", "l zh"), ("ऴ", "zh l"),
    ("व", "v w / b u o"), ("श", "sh s / ch"), ("ष", "sh s / kh"), ("स", "s / sh c h"), ("ह", "h"), ("ा", "a aa"), ("ि", "i / e"),
    ("ी", "i ee / y e"), ("ु", "u / oo o"), ("ू", "u oo / o"), ("ृ", "ri / r ru"), ("ॆ", "e"), ("े", "e / a ay ei"), ("ै", "ai ei / ay e oi"),
    ("ॉ", "o a"), ("ॊ", "o"), ("ो", "o / oa"), ("ौ", "au ou / o ow"), ("ं", "n m / ng _"), ("ँ", "n _ / m"), ("ः", "h _"), ("़", "_"), ("ऽ", "_"),
    ("्", "_"), ("्य", "y / i ya _"), ("क्ष", "ksh x / kkh kh"), ("ज्ञ", "gy gn jn / dny"), ("ॐ", "om"), ("ॅ", "e a"), ("ॎ", "t"), ("य़", "y i"), ("फ़", "f"),
    ("ज़", "z j"), ("ड़", "r d"), ("ढ़", "rh r"),
];

/// Vowels that stand before their consonant are written after it: see `normal`.
#[rustfmt::skip]
pub(super) static THAI: &[(&str, &str)] = &[
    ("ก", "k g"), ("ข", "kh k"), ("ค", "kh k c"), ("ฆ", "kh k"), ("ง", "ng"), ("จ", "ch j / t d"), ("ฉ", "ch"), ("ช", "ch / t j"),
    ("ซ", "s / z"), ("ฌ", "ch"), ("ญ", "y n"), ("ฎ", "d t"), ("ฏ", "t d"), ("ฐ", "th t"), ("ฑ", "th t d"), ("ฒ", "th t d"), ("ณ", "n"),
    ("ด", "d t"), ("ต", "t d"), ("ถ", "th t"), ("ท", "th t d"), ("ธ", "th t dh d"), ("น", "n"), ("บ", "b p"), ("ป", "p b"), ("ผ", "ph p"),
    ("ฝ", "f"), ("พ", "ph p b"), ("ฟ", "f"), ("ภ", "ph p bh b"), ("ม", "m"), ("ย", "y i / e"), ("ร", "r n / l _ orn on"), ("ฤ", "rue ri roe"),
    ("ล", "l n"), ("ว", "w v / u o ua"), ("ศ", "s t / sh"), ("ษ", "s t"), ("ส", "s t"), ("ห", "h / _"), ("ฬ", "l n"), ("อ", "o _ / a or aw"),
    ("ฮ", "h"), ("ะ", "a / ah"), ("ั", "a / u"), ("า", "a aa / ar"), ("ำ", "am um"), ("ิ", "i / _"), ("ี", "i ee / y"), ("ึ", "ue u eu"),
    ("ื", "ue u eu"), ("ุ", "u / oo _"), ("ู", "u oo"), ("เ", "e / ea a _"), ("แ", "ae a e"), ("โ", "o"), ("ใ", "ai i / ay"), ("ไ", "ai i / ay y"),
    ("็", "_"), ("่", "_"), ("้", "_"), ("๊", "_"), ("๋", "_"), ("ฯ", "_"), ("ๆ", "_"), ("รร", "a an"), ("ัว", "ua / uo"), ("เย", "oei oey"), ("เา", "ao au / ow"),
    ("ชย", "chai"), ("ทร", "thr s sai"), ("ํา", "am um"),
    ("ก์", "_ / k"), ("ค์", "_ / k"), ("จ์", "_ / t"), ("ช์", "_ / t"), ("ฐ์", "_"), ("ฒ์", "_"), ("ณ์", "_ / n"), ("ด์", "_ / d t"), ("ต์", "_ / t"),
    ("ตร์", "_ / t"), ("ถ์", "_"), ("ท์", "_ / t"), ("ทร์", "_ / n"), ("ทธ์", "t th / _"), ("ธ์", "_ / th"), ("ธิ์", "_"), ("ติ์", "_"), ("ดิ์", "_"), ("น์", "_ / n"),
    ("ป์", "_ / p"), ("พ์", "_ / p"), ("ฟ์", "_ / f"), ("ภ์", "_"), ("ม์", "_ / m"), ("ย์", "_ / y"), ("ร์", "_ / r n"), ("ล์", "_ / l n"), ("ว์", "_ / w"), ("ศ์", "_ / s"),
    ("ษ์", "_ / s"), ("ส์", "_ / s"), ("ห์", "_"), ("ฬ์", "_"), ("ฎ์", "_"), ("ฏ์", "_"), ("์", "_"),
];

/// The spellings of UNGEGN and of the press.
#[rustfmt::skip]
pub(super) static KHMER: &[(&str, &str)] = &[
    ("ក", "k"), ("ខ", "kh"), ("គ", "k"), ("ឃ", "kh k"), ("ង", "ng"), ("ច", "ch c"), ("ឆ", "chh ch"), ("ជ", "ch c j"), ("ឈ", "chh ch"),
    ("ញ", "nh ny n"), ("ដ", "d"), ("ឋ", "th"), ("ឌ", "d"), ("ឍ", "th"), ("ណ", "n"), ("ត", "t d"), ("ថ", "th"), ("ទ", "t"), ("ធ", "th t"),
    ("ន", "n"), ("ប", "b p"), ("ផ", "ph"), ("ព", "p"), ("ភ", "ph p"), ("ម", "m"), ("យ", "y / i"), ("រ", "r / _"), ("ល", "l"), ("វ", "v w / u"),
    ("ស", "s"), ("ហ", "h"), ("ឡ", "l"), ("អ", "a _ / o e"), ("ា", "a ea / ar"), ("ិ", "i e / oe"), ("ី", "i ei ey y"), ("ឹ", "oe eu / u"),
    ("ឺ", "eu oe ue"), ("ុ", "o u / oh"), ("ូ", "ou o u / oo"), ("ួ", "uo ua / or"), ("ើ", "aeu eu oeu / er"), ("ឿ", "oea eua"), ("ៀ", "ie ea ia"),
    ("េ", "e / ei ay"), ("ែ", "ae e / ai"), ("ៃ", "ai ey ei / y"), ("ោ", "ao o / or"), ("ៅ", "au ov ow"), ("ំ", "am om um m"), ("ះ", "ah h eah / _"),
    ("ៈ", "a ah"), ("្", "_"), ("់", "_"), ("៉", "_"), ("៊", "_"), ("៌", "_"), ("៍", "_"), ("័", "a"), ("ឥ", "i e"), ("ឧ", "u o"), ("ឯ", "ae e"), ("ឱ", "ao o"),
    ("ឫ", "rue ri"), ("ឮ", "lue"), ("ុំ", "om um"), ("ាំ", "am"), ("ុះ", "oh uh"), ("េះ", "eh es"), ("ោះ", "oh os"),
];

/// Characters that transcribe foreign names in Chinese, with what they stand for. The first reading is Pinyin.
#[rustfmt::skip]
pub(super) static HAN: &[(&str, &str)] = &[
    ("阿", "a ah al / ar"), ("艾", "ai a e i ah al"), ("爱", "ai e ed ay"), ("埃", "ai e a el / ai"), ("安", "an ann"), ("昂", "ang an en on"), ("奥", "ao o au ol / ow"),
    ("巴", "ba b pa bar"), ("班", "ban bun"), ("保", "bao pau pow"), ("鲍", "bao bow bau po"), ("贝", "bei be ba ber"), ("本", "ben"), ("比", "bi pi by be"),
    ("彼", "bi pi pe pie"), ("宾", "bin"), ("别", "bie be"), ("波", "bo po"), ("博", "bo bor"), ("伯", "bo ber b bur bert berg"), ("勃", "bo b"), ("布", "bu b bru"),
    ("查", "cha"), ("茨", "ci ts tz z c"), ("达", "da ta dal"), ("大", "da"), ("戴", "dai da de day dei"), ("丹", "dan"), ("德", "de d t der ed ad"), ("登", "deng den"), ("迪", "di dy de"),
    ("蒂", "di ti ty"), ("丁", "ding din tin tine tim"), ("东", "dong don ton to"), ("杜", "du do"), ("顿", "dun ton don"), ("多", "duo do"), ("厄", "e er ur"), ("恩", "en n an"),
    ("尔", "er l r le ll re ar il al"), ("法", "fa va fah"), ("凡", "fan van"), ("范", "fan van"), ("菲", "fei fi phi phy"), ("费", "fei fe fa fer"), ("芬", "fen fin phen"), ("夫", "fu f v w ff"), ("弗", "fu v f fr phr"),
    ("福", "fu fo for"), ("盖", "gai ga ge gue"), ("甘", "gan"), ("冈", "gang gon gan"), ("高", "gao gau"), ("戈", "ge go"), ("格", "ge g gre gh"), ("贡", "gong gon"), ("古", "gu cu goo co ko gou"), ("哈", "ha kha har cha ga"),
    ("海", "hai hei hay he"), ("汉", "han ham hon"), ("赫", "he h her ch"), ("亨", "heng hen "), ("洪", "hong hun hon"), ("侯", "hou ho hou"), ("胡", "hu ju hoo jo"), ("华", "hua wa va wha ua uar war var ward"), ("怀", "huai whi why"), ("惠", "hui whi hu"),
    ("霍", "huo ho kho"), ("基", "ji ki gi chi ky kee di chy"), ("吉", "ji gi ghi gui je ji"), ("季", "ji di dmi ti"), ("加", "jia ga ca gar ka"), ("贾", "jia ja gia ga"), ("简", "jian jan jane"), ("杰", "jie je ger ja ge"), ("金", "jin kin gin kim king"), ("卡", "ka ca car kar"),
    ("凯", "kai kay kei ca ke"), ("坎", "kan cam can kan"), ("康", "kang con kon com kan"), ("考", "kao cow kau"), ("柯", "ke co ko"), ("科", "ke ko co cor"), ("克", "ke k c ck x ch que cks"), ("肯", "ken"), ("库", "ku cu coo ku"), ("奎", "kui que qui"),
    ("昆", "kun quin con"), ("拉", "la ra ah lla lar"), ("莱", "lai le lei lie ley ly ri lay"), ("赖", "lai ri li wri rei"), ("兰", "lan ran lan"), ("朗", "lang lan lon ron ran"), ("劳", "lao lau lo rau law law"), ("勒", "le l re ler lle"), ("雷", "lei re ray re rei ra le rey"), ("里", "li ri ry li re rri"), ("理", "li re ri ry"), ("利", "li ri ly lee ry le"), ("莉", "li ly lie"),
    ("丽", "li ly le"), ("列", "lie le re lie lexe"), ("林", "lin rin ling lyn rin"), ("琳", "lin lyn"), ("留", "liu lyu liu"), ("龙", "long lon ron"), ("隆", "long lon ron"), ("卢", "lu lu ru lou lo"), ("鲁", "lu ru rou lu roo bru"), ("路", "lu lou lu ro"), ("伦", "lun lon ron len ren rin"), ("罗", "luo ro lo ra rho"), ("洛", "luo lo ro"),
    ("马", "ma mar m"), ("玛", "ma mar"), ("麦", "mai mac mc mi"), ("迈", "mai mi my ma me"), ("曼", "man mann ma"), ("毛", "mao mau mo"), ("梅", "mei me may ma mer"), ("门", "men mon man"), ("蒙", "meng mon mun"), ("米", "mi mi me mikh my mich"), ("密", "mi mi mit my"), ("明", "ming min"), ("莫", "mo mo mau mor"), ("默", "mo me m mer med mad"), ("姆", "mu m me"), ("穆", "mu mu mo mou moo muh moh"),
    ("纳", "na na nas"), ("奈", "nai ne na"), ("南", "nan"), ("内", "nei ne ner"), ("尼", "ni ni ny nie ne"), ("宁", "ning nin"), ("纽", "niu new nu"), ("努", "nu nou"), ("诺", "nuo no nor nau"), ("欧", "ou eu o u"), ("帕", "pa par"), ("潘", "pan"), ("庞", "pang pon"), ("佩", "pei pe pa per"), ("彭", "peng pen"), ("皮", "pi pie pe"), ("平", "ping pin"), ("珀", "po per"), ("普", "pu p pr poo"),
    ("齐", "qi tze zi ci"), ("奇", "qi ch tch chi dge ci tsch cz c ge"), ("契", "qi che chi"), ("恰", "qia cha"), ("强", "qiang john"), ("乔", "qiao jo geo gio joe geor"), ("切", "qie che cze"), ("琼", "qiong jon joan"), ("丘", "qiu chu"), ("让", "rang jean jan"), ("热", "re je ge ger"), ("日", "ri j zh ge"), ("瑞", "rui re ry rae"), ("若", "ruo jo jua"), ("萨", "sa sa za th tha"), ("塞", "sai se ce ze"),
    ("赛", "sai si sei cy se"), ("桑", "sang san"), ("瑟", "se se ther th s"), ("森", "sen son sen ssen"), ("沙", "sha sha cha"), ("莎", "sha sa sha za"), ("珊", "shan san"), ("尚", "shang chan shan"), ("绍", "shao sha schau"), ("舍", "she che she"), ("申", "shen shin schoen"), ("圣", "sheng san saint st"), ("施", "shi sch sh"), ("史", "shi s sm sh"), ("什", "shi sh s cs ch sch"), ("舒", "shu schu shu"),
    ("斯", "si s z th ss c x es"), ("松", "song son"), ("苏", "su su soo sou"), ("孙", "sun son"), ("索", "suo so sau"), ("塔", "ta ta tar"), ("泰", "tai ty te tai tay"), ("坦", "tan ten tan"), ("汤", "tang tom thom"), ("唐", "tang don tan"), ("陶", "tao tau"), ("特", "te t te tt th ter et"), ("滕", "teng ten"), ("提", "ti ti ty te"), ("廷", "ting tin"), ("图", "tu tu to too tou"), ("托", "tuo to tho"), ("瓦", "wa va wa v"), ("万", "wan van won"),
    ("旺", "wang van wan"), ("威", "wei wi we"), ("韦", "wei we ve wei way wha"), ("维", "wei vi wi ve v vy wy"), ("温", "wen win ven wen"), ("文", "wen vin ven win"), ("翁", "weng on wen"), ("沃", "wo wo vo wa wal"), ("乌", "wu u wu ou oo"), ("武", "wu vu"), ("西", "xi si ci cy sy se shi"), ("锡", "xi si ci"), ("希", "xi hi chi shi he khi"), ("夏", "xia cha sha char"), ("香", "xiang chan"), ("肖", "xiao sho shaw"), ("谢", "xie se she sche cher xei ksei"),
    ("辛", "xin sin cin sim"), ("欣", "xin hin"), ("休", "xiu hu hugh"), ("修", "xiu hu siu"), ("许", "xu schu hu"), ("雅", "ya ja ya ia"), ("亚", "ya a ia ya ja ea al ar"), ("扬", "yang yan jan"), ("杨", "yang yan jan"), ("耶", "ye ye je ie ya"), ("叶", "ye ye je ie"), ("伊", "yi i e y hi"), ("因", "yin in ein"), ("英", "ying in"), ("永", "yong jun"), ("尤", "you yu ju u eu"), ("约", "yue jo yo io joh"), ("泽", "ze ze s z zer"), ("扎", "zha za zha"), ("詹", "zhan ja jam jan jen"),
    ("珍", "zhen jen jan jean"), ("朱", "zhu ju giu jou"), ("卓", "zhuo jo"), ("兹", "zi z s ts tz"), ("宗", "zong zon"), ("佐", "zuo zo jo"), ("祖", "zu zu"), ("济", "ji zi ji"), ("丝", "si s th"), ("赞", "zan zan"), ("巧", "qiao cho"), ("莲", "lian len"), ("诗", "shi s"), ("婷", "ting tin"), ("耳", "er l r"), ("卜", "bu b"), ("堡", "bao burg berg"), ("茅", "mao mo"), ("妮", "ni ny ne"), ("娜", "na"), ("娅", "ya ia a ya"), ("黛", "dai de da"), ("芭", "ba"), ("蕾", "lei re lei"), ("露", "lu lu ru"), ("薇", "wei vi"), ("莎", "sha sa sha"),
    ("罕", "han ham ha"),
    ("历", "li le lex re"),
    ("山", "shan san xan sean"),
    ("白", "bai be beth bet"),
    ("逊", "xun son sson sen"),
    ("特里", "teli tri try try"),
    ("克谢", "kexie xei ksei xey ksey xej ksej xi"),
    ("亚历山大", "yalishanda alexander alexandre aleksander alexandr aleksandr alessandro alejandro alexandros"),
    ("约翰", "yuehan john johann johan"),
    ("彼得", "bide peter pieter petr"),
    ("保罗", "baoluo paul pablo paolo"),
    ("乔治", "qiaozhi george georg"),
    ("雅各", "yage jacob jakob"),
    ("约瑟夫", "yuesefu joseph josef yusuf"),
    ("查尔斯", "chaersi charles carlos"),
    ("詹姆斯", "zhanmusi james"),
    ("威廉", "weilian william wilhelm"),
    ("亨利", "hengli henry henri"),
    ("路易", "luyi louis luis"),
    ("玛丽", "mali mary marie"),
    ("大卫", "dawei david"),
    ("迈克尔", "maikeer michael mikael"),
    ("伊万", "yiwan ivan"),
    ("汉斯", "hansi hans"),
    ("易卜", "yibu ib"),
];
