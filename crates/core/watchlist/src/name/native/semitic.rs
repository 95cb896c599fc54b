//! Arabic (with Persian, Urdu and Kurdish letters) and Hebrew: scripts that write no short vowels, where one letter has
//! several romanisations.

/// Alifs of all seats are written ا, Persian and Urdu forms as their Arabic ones: see `normal`.
#[rustfmt::skip]
pub(super) static ARABIC: &[(&str, &str)] = &[
    ("ا", "a aa / e o i u _"), ("^ا", "a e i o u / _ h y ie ya ye"), ("ب", "b p / v"), ("پ", "p"),
    ("ت", "t / th d"), ("ث", "th t s / z"), ("ج", "j g dj dg / zh dzh gi ch c z y i"),
    ("چ", "ch tch tsch c / j cz tsh"), ("ح", "h / kh ch _"), ("خ", "kh h ch / k x j q"),
    ("د", "d / dh t"), ("ذ", "dh d z th / s"), ("ر", "r"), ("ز", "z s / ts"), ("ژ", "zh j g / z"),
    ("س", "s c / z sc x"), ("ش", "sh ch sch / s sj sz sc"), ("ص", "s / z c"), ("ض", "d dh z / dz"),
    ("ط", "t / th d"), ("ظ", "z dh d / th"), ("ع", "a _ / e i o u"), ("^ع", "a o u i e / _"),
    ("غ", "gh g / q k kh"), ("ف", "f v ph / w p"), ("ڤ", "v w / f"), ("ق", "q k g c / gh kh ck"),
    ("ك", "k c q ck ch / g kh qu"), ("گ", "g / gu k"), ("ل", "l"), ("م", "m"), ("ن", "n / m gn"),
    ("ه", "h / _ e a"), ("ه$", "h ah eh e a _"), ("ة", "a ah e eh at et h t / _ ia"),
    ("و", "w u o ou oo v / ow aw au eu ue oe _"), ("ي", "y i e ee j / ie ei ai ay ey ea _ ya a"),
    ("ي$", "y i ee e a ie / ey ai"), ("ء", "_ a / e i o u"), ("ئ", "_ i e y / a"), ("ؤ", "_ u o w / a"),
    ("ٹ", "t"), ("ڈ", "d"), ("ڑ", "r / d rh"), ("ے", "e ai ay ey"), ("ۆ", "o"), ("ێ", "e"), ("ڭ", "ng"),
    ("تش", "tsh ch tch tsch c cz"), ("دج", "dj j g"), ("كس", "ks x cs / cks xc"), ("شت", "sht st"),
    ("وو", "ww w oo u wo ou"), ("يو", "yw yu u you eu ju iu io jo ew"), ("او", "aw o u au ou ow / oe"),
    ("اي", "ay i ai ei ey ie y / a e ij"), ("يا", "ya ia ja ea"), ("وا", "wa oi ua oa / va oua"),
    ("ال", "al el ul ol il oul / a e u o"), ("الله", "allah alla ullah ulla ollah olla ellah / lah la"),
    ("^عبد$", "abd abdul abdel abdal abdol abdoul / abed abdu abdi abde"),
    ("هد", "dh hd"), ("^ابو$", "abu abou / abo"), ("^ابن$", "ibn ben bin"), ("^ذو", "dhu zul zol dhul"),
];

/// Final forms are written as the others: see `normal`.
#[rustfmt::skip]
pub(super) static HEBREW: &[(&str, &str)] = &[
    ("א", "a _ / e o i u"), ("^א", "a e i o u / _ y"), ("ב", "b v / w p"), ("ג", "g j / gu dj gh zh"),
    ("ד", "d / dh t"), ("ה", "h / _ a e"), ("ה$", "h a ah e eh _"), ("ו", "v w u o ou oo / _ au ow va"),
    ("ז", "z / s j zh"), ("ח", "h ch kh / _ x j"), ("ט", "t / th"), ("י", "y i j e ee ie / ai ei ey a _"),
    ("כ", "k ch kh c / q ck h"), ("ל", "l"), ("מ", "m"), ("נ", "n"), ("ס", "s c / z sz"),
    ("ע", "a _ / e o i u"), ("^ע", "a o e i u / _ y"), ("פ", "p f ph / v"),
    ("צ", "tz ts z c / s ch tch"), ("ק", "k c q ck / kh g ch"), ("ר", "r"), ("ש", "sh s sch ch / sz"),
    ("ת", "t th / s"), ("וו", "vv w v / u uw"), ("יי", "yy ei ai ay y ey i / a"), ("קס", "ks x cs"),
    ("טש", "tsh ch tch"), ("יו", "yv yo io jo yu ju iu u"), ("או", "av o u au ou aw"),
    ("אי", "ay i ai ei e ie y"), ("יה", "yh ia ya iah yah ja"),
];
