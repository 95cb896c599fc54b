//! More of what matches and what does not, kind by kind: short words, forms of many countries, numbers, initials, scripts.

mod cases;

use watchlist::Reading;

use self::cases::check;

#[test]
fn words_of_organisations_are_known_in_every_shortening() {
    check(
        Reading::Organization,
        &[
            ("Peltran PETROCHEM IND CO", "Peltran Petrochemical Industries Company", true),
            ("Quorim FIN SVCS", "Quorim Financial Services", true),
            ("Quorim INVT HLDG", "Quorim Investment Holding", true),
            ("Sardev IMPEX", "Sardev Import Export", true),
            ("Sardev IMP & EXP CO", "Sardev Import and Export Company", true),
            ("Veldoria NATL BR", "Veldoria National Branch", true),
            ("Veldoria INST OF PHYS", "Veldoria Institute of Physics", true),
            ("Veldoria AEROSP IND", "Veldoria Aerospace Industries", true),
            ("Vardin TELECOMM", "Vardin Telecommunications", true),
            ("TELCOM Vardin", "Telecommunications Vardin", true),
            ("Vardin CHEM WKS", "Vardin Chemical Works", true),
            ("Vardin ENTPR", "Vardin Enterprises", true),
            ("Vardin foudation Meridol", "Vardin Foundation Meridol", true),
            ("Vardin TRDG", "Kelmar Trading", false),
            ("Velmar Mining", "Velmar Marine", false),
            ("Velmar Medical", "Velmar Metal", false),
            ("Velmar Insurance", "Velmar Investment", false),
            ("Velmar Construction", "Velmar Communications", false),
        ],
    );
}

#[test]
fn company_forms_of_many_countries_are_forms() {
    check(
        Reading::Organization,
        &[
            ("Kordal OÜ", "KORDAL OSAUHING", true),
            ("PT Kordal", "PERSEROAN TERBATAS KORDAL", true),
            ("株式会社ナカヤマ", "NAKAYAMA KK", true),
            ("㈱ナカヤマ", "NAKAYAMA CO LTD", true),
            ("주식회사 한가람", "HANGARAM CO LTD", true),
            ("(주)한가람", "HANGARAM CO., LTD.", true),
            ("CONG TY CO PHAN KORDAL", "KORDAL JSC", true),
            ("บริษัทกอร์ดาลจำกัด", "KORDAL CO LTD", true),
            ("შპს კორდალი", "KORDALI LLC", true),
            ("Կորդալ ՍՊԸ", "KORDAL LLC", true),
            ("Kordal Coy Ltd", "KORDAL COMPANY LIMITED", true),
            ("कोरदल प्राइवेट लिमिटेड", "KORDAL PVT LTD", true),
            ("ЖШС Кордал", "KORDAL LLP", true),
            ("Kordal Sociedad de garantía recíproca", "KORDAL SGR", true),
            ("深圳市华威科技有限公司", "SHENZHEN HUAWEI TECHNOLOGY CO., LTD.", true),
            ("深圳市华威科技有限公司", "SHENZHEN HUAWEI KEJI CO LTD", true),
            ("天津市永发物流有限责任公司", "TIANJIN YONGFA LOGISTICS CO LTD", true),
            ("大连海丰船务有限公司", "DALIAN HAIFENG SHIPPING CO LTD", true),
            ("香港金龙贸易有限公司", "HONG KONG JINLONG TRADING CO LTD", true),
            ("株式会社ナカヤマ", "TANAKA KK", false),
            ("주식회사 한가람", "SAMGARI CO LTD", false),
            ("ООО Ромашка", "OOO VASILEK", false),
            ("PT Astra International Tbk", "PT TELKOM INDONESIA TBK", false),
        ],
    );
}

#[test]
fn numbers_are_one_in_digits_letters_and_roman_numerals() {
    check(
        Reading::Organization,
        &[
            ("Velmar Fund III", "VELMAR FUND 3", true),
            ("Third Velmar Bank", "3RD VELMAR BANK", true),
            ("2nd Velmar Brigade", "SECOND VELMAR BRIGADE", true),
            ("Velmar Plant No. 03", "VELMAR PLANT NO. 3", true),
            ("Seven Seas Shipping", "7 SEAS SHIPPING", true),
            ("46-й Центральный институт Велмар", "46TH CENTRAL INSTITUTE VELMAR", true),
            ("Velmar Factory Two", "VELMAR FACTORY NO 2", true),
            ("Velmar Plant No. ３", "VELMAR PLANT NO. 3", true),
            ("Velmar Fund III", "VELMAR FUND 4", false),
            ("First Velmar Bank", "SECOND VELMAR BANK", false),
            (
                "Second Central Research Institute of Velmar State",
                "THIRD CENTRAL RESEARCH INSTITUTE OF VELMAR STATE",
                false,
            ),
            ("Seven Seas Shipping", "8 SEAS SHIPPING", false),
            ("Sixth Harbour Shipping", "SIXTY HARBOUR SHIPPING", false),
        ],
    );
}

#[test]
fn a_direction_tells_two_organisations_apart() {
    check(
        Reading::Organization,
        &[
            ("North Star Shipping", "SOUTH STAR SHIPPING", false),
            ("Bank of the West", "BANK OF THE EAST", false),
            ("Northern Harbour Grain Company", "SOUTHERN HARBOUR GRAIN COMPANY", false),
            ("North Star Shipping", "NORTH STAR SHIPPING", true),
            ("Noth Star Shipping", "NORTH STAR SHIPPING", true),
        ],
    );
}

#[test]
fn initials_of_people_say_more_the_more_there_are() {
    check(
        Reading::Person,
        &[
            ("J.P. Carvelle", "CARVELLE, John Paul", true),
            ("JP Carvelle", "CARVELLE, Jean-Pierre", true),
            ("J P Carvelle", "CARVELLE, Jean Pierre", true),
            ("В.В. Путилин", "PUTILIN, Vladimir Vladimirovich", true),
            ("Лавров С. В.", "LAVROV, Sergei Viktorovich", true),
            ("Ю. Лужков", "LUZHKOV, Yuri", true),
            ("Ю. Лужков", "LUZHKOV, Iurii", true),
            ("Sh. Karimov", "KARIMOV, Shavkat", true),
            ("J.K. Carvelle", "CARVELLE, John Paul", false),
            ("K. Carvelle", "CARVELLE, John", false),
            ("J. P. Carvelle", "SMITH, John Paul", false),
        ],
    );
}

#[test]
fn short_forms_of_given_names_are_known_in_many_languages() {
    check(
        Reading::Person,
        &[
            ("Lyosha Veltenko", "VELTENKO, Alexei", true),
            ("Zhenya Veltenko", "VELTENKO, Yevgeny", true),
            ("Seryozha Veltenko", "VELTENKO, Sergey", true),
            ("Tolya Veltenko", "VELTENKO, Anatoly", true),
            ("Slava Veltenko", "VELTENKO, Vyacheslav", true),
            ("Petya Veltenko", "VELTENKO, Pyotr", true),
            ("Muhd Rahimi", "RAHIMI, Muhammad", true),
            ("মোঃ আবদুল করিম", "KARIM, Md Abdul", true),
            ("Pepe Ventoza", "VENTOZA, Jose", true),
            ("Alexei Veltenko", "VELTENKO, Alexander", false),
            ("Natalia Veltenko", "VELTENKO, Tatiana", false),
            ("Ivan Veltenko", "VELTENKO, Igor", false),
        ],
    );
}

#[test]
fn a_name_of_the_faith_is_one_in_all_its_spellings() {
    check(
        Reading::Person,
        &[
            ("Karim Nur al-Din", "NURUDDIN, Karim", true),
            ("Karim Salah Uddin", "SALAHEDDIN, Karim", true),
            ("Karim Charaf El Dine", "SHARAFUDDIN, Karim", true),
            ("Karim Izz al-Din", "EZZEDDINE, Karim", true),
            ("نور الدين زنكي", "ZANKI, Noureddine", true),
            ("Karim Seifeddine", "NOUREDDINE, Karim", false),
            ("Karim Aladdin", "ALADIN, Karim", true),
        ],
    );
}

#[test]
fn words_written_as_one_in_another_script_are_several_latin_ones() {
    check(
        Reading::Person,
        &[
            ("امیرعلی حاجی‌زاده", "HAJIZADEH, Amir Ali", true),
            ("محمدرضا رحیمی", "RAHIMI, Mohammad Reza", true),
            ("حسن نصرالله", "NASR ALLAH, Hassan", true),
            ("Абдулрахман Каримов", "KARIMOV, Abdul Rahman", true),
            ("पुष्पकमल दाहाल", "DAHAL, Pushpa Kamal", true),
            ("ประยุทธ์ จันทร์โอชา", "CHAN-OCHA, Prayuth", true),
            ("דוד בן גוריון", "BEN-GURION, David", true),
            ("איתמר בן גביר", "BEN-GVIR, Itamar", true),
            ("امیرعلی حاجی‌زاده", "HAJIZADEH, Omar", false),
            ("محمدرضا رحیمی", "RAHIMI, Mahmoud", false),
        ],
    );
}

#[test]
fn names_in_two_other_scripts_meet() {
    check(
        Reading::Person,
        &[
            ("محمد علي", "Мухаммад Али", true),
            ("Владимир Иванов", "ולדימיר איבנוב", true),
            ("محمد علي", "מוחמד עלי", true),
            ("Γιώργος Παπαδόπουλος", "Йоргос Пападопулос", true),
            ("Иван Велтенко", "محمد علي", false),
            ("김정은", "习近平", false),
            ("נתן לוי", "دانيال كوهين", false),
        ],
    );
}

#[test]
fn chinese_names_are_known_in_the_spellings_of_taiwan_and_hong_kong() {
    check(
        Reading::Person,
        &[
            ("毛澤東", "MAO, Tse-tung", true),
            ("周恩来", "CHOU, En-lai", true),
            ("張偉", "CHANG, Wei", true),
            ("吕布", "LYU, Bu", true),
            ("单田芳", "SHAN, Tianfang", true),
            ("谢霆锋", "HSIEH, Ting-feng", true),
            ("蒋介石", "CHIANG, Kai-shek", true),
            ("李显龙", "LEE, Hsien Loong", true),
            ("王晓东", "王曉東", true),
            ("薄熙来", "BO, Xilai", true),
            ("赖清德", "LAI, Ching-te", true),
            ("李明", "LIU, Ming", false),
            ("张伟", "ZHAO, Wei", false),
            ("王晓东", "WANG, Xiaoming", false),
        ],
    );
}

#[test]
fn other_spellings_of_letters_are_read() {
    check(
        Reading::Person,
        &[
            ("Никита Хрущёв", "CHRUSCHTSCHOW, Nikita", true),
            ("ウラジーミル・プーチン", "PUTIN, Vladimir", true),
            ("ڈاکٹر طاہر چوہدری", "CHAUDHRY, Tahir", true),
            ("حافظ محمد سعید", "SAEED, Hafiz Muhammad", true),
            ("สำราญ ศรีสุข", "SRISUK, Samran", true),
            ("His Excellency Karim Hadrami", "HADRAMI, Karim", true),
        ],
    );
}

#[test]
fn latin_spellings_of_one_foreign_name_meet() {
    check(
        Reading::Person,
        &[
            ("Kim Chong-il", "KIM, Jong Il", true),
            ("Kim Chong Un", "KIM, Jong Un", true),
            ("Pak Kun-hye", "PARK, Geun-hye", true),
            ("Ri Yong Ho", "LEE, Yong-ho", true),
            ("Zhou Enlai", "CHOU, En-lai", true),
            ("Chang Wei", "ZHANG, Wei", true),
            ("Hsieh Ting-feng", "XIE, Tingfeng", true),
            ("Sergej Lawrow", "LAVROV, Sergei", true),
            ("Wladimir Putin", "PUTIN, Vladimir", true),
            ("Kim Yong-su", "KIM, Chol-su", false),
            ("Zhang Wei", "ZHAO, Wei", false),
            ("Li Ming", "LIU, Ming", false),
        ],
    );
}
