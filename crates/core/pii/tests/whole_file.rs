//! Everything that is in a file is looked at, or is a gap: wherever a number stands that is somebody's, the document is
//! not called clean, and a document that holds none is not called anything else for how it is made.

#[expect(dead_code, reason = "other tests type pages")]
mod made;

use made::{Made, NOTICE};
use pii::document::GapReason;
use pii::{Backends, Classification, Decision, Thresholds, classify};
use proptest::prelude::*;

const SSN: &str = "SSN: 536-22-1874";

fn classified(file: &[u8]) -> Classification {
    classify(file, &Thresholds::standard(), &Backends::none())
}

fn reasons(classification: &Classification) -> Vec<GapReason> {
    classification.gaps.iter().map(|gap| gap.reason).collect()
}

/// A file in which a number is found.
#[track_caller]
fn check_found(what: &str, file: &[u8]) {
    let found = classified(file);
    assert!(
        matches!(found.decision, Decision::Pii(_)),
        "{what}: {:?}, {:?}",
        found.decision,
        reasons(&found)
    );
}

/// A file of which something can't be read.
#[track_caller]
fn check_gap(what: &str, file: &[u8], reason: GapReason) {
    let found = classified(file);
    assert!(!matches!(found.decision, Decision::NonPii(_)), "{what}");
    assert!(reasons(&found).contains(&reason), "{what}: {:?}, {:?}", found.decision, reasons(&found));
}

#[track_caller]
fn check_clean(what: &str, file: &[u8]) {
    let found = classified(file);
    assert!(matches!(found.decision, Decision::NonPii(_)), "{what}: {:?}", reasons(&found));
}

/// A file with an object that the catalog refers to.
fn referred(key: &str, object: &str) -> Vec<u8> {
    let mut made = Made::notice(&format!("/{key} 10 0 R"), "");
    made.add(10, object);
    made.file()
}

#[test]
fn ordinary_files_are_clean() {
    check_clean("a notice", &Made::notice("", "").file());
    let xmp = "<?xpacket begin=\"\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?><x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF>\
        <rdf:Description xmp:CreateDate=\"2024-01-31T12:00:00+01:00\" xmp:CreatorTool=\"Word 16.0.17328\" \
        xmpMM:DocumentID=\"uuid:0f8fad5b-d9cb-469f-a165-70867728950e\"><dc:format>application/pdf</dc:format>\
        <pdf:Producer>Adobe PDF Library 23.6.96</pdf:Producer></rdf:Description></rdf:RDF></x:xmpmeta>";
    let mut made = Made::notice("/Metadata 10 0 R/Lang(en-US)/MarkInfo<</Marked true>>", "");
    made.stream(10, "/Type/Metadata/Subtype/XML", xmp.as_bytes());
    made.add(
        11,
        "<</Producer(Microsoft Word 16.0.17328.20162)/Creator(LaTeX with hyperref)/CreationDate(D:20240131120000+01'00')/ModDate(D:20240131120000Z)/PTEX.Fullbanner(This is pdfTeX, Version 3.141592653-2.6-1.40.24)>>",
    );
    made.trailer("/Info 11 0 R/ID[<0123456789ABCDEF0123456789ABCDEF><0123456789ABCDEF0123456789ABCDEF>]");
    check_clean("metadata of Word, Acrobat and LaTeX", &made.file());
    let mut tagged = Made::notice("/StructTreeRoot 10 0 R", "/StructParents 0");
    tagged.add(10, "<</Type/StructTreeRoot/K 11 0 R/IDTree<</Names[(node00000001) 11 0 R]>>>>");
    tagged
        .add(11, "<</Type/StructElem/S/P/P 10 0 R/Pg 3 0 R/ID(node00000001)/Alt(The logo of the bank)/K 0>>");
    check_clean("a tagged file", &tagged.file());
    let mut form = Made::notice("/AcroForm<</Fields[10 0 R]/DA(/F 12 Tf 0 g)>>", "/Annots[10 0 R]");
    form.add(
        10,
        "<</Type/Annot/Subtype/Widget/FT/Tx/T(name_123456)/TU(Your name)/Rect[0 0 10 10]/AA<</F 11 0 R/K<</S/JavaScript/JS(AFNumber_Keystroke\\(2,0,0,0,\"\",true\\);)>>>>>>",
    );
    form.add(11, "<</S/JavaScript/JS(AFNumber_Format\\(2, 0, 0, 0, \"\", true\\);)>>");
    check_clean("a blank form with formats", &form.file());
}

#[test]
fn strings_are_text_wherever_they_stand() {
    for (what, key, object) in [
        ("a bookmark", "Outlines", format!("<</First<</Title({SSN})>>>>")),
        ("a destination's name", "Dests", format!("<</Names[({SSN})[3 0 R/Fit]]>>")),
        ("an entry that nobody knows", "Whatever", format!("<</Deep[[<</Deeper({SSN})>>]]>>")),
        ("alternate text", "StructTreeRoot", format!("<</K<</Type/StructElem/S/Figure/Alt({SSN})>>>>")),
        ("actual text", "StructTreeRoot", format!("<</K<</Type/StructElem/S/Span/ActualText({SSN})>>>>")),
        ("an expansion", "StructTreeRoot", format!("<</K<</Type/StructElem/S/Span/E({SSN})>>>>")),
        ("a reason to sign", "Perms", format!("<</DocMDP<</Type/Sig/ByteRange[0 1 2 3]/Reason({SSN})>>>>")),
        ("a signer", "Perms", format!("<</DocMDP<</Type/Sig/ByteRange[0 1 2 3]/Name({SSN})>>>>")),
        ("a place to sign", "Perms", format!("<</DocMDP<</Type/Sig/ByteRange[0 1 2 3]/Location({SSN})>>>>")),
        ("a page label", "PageLabels", format!("<</Nums[0<</P({SSN})>>]>>")),
        ("a layer's name", "OCProperties", format!("<</OCGs[]/D<</Name({SSN})/OFF[]>>>>")),
        ("a link", "OpenAction", "<</S/URI/URI(http://example.com/?ssn=536-22-1874)>>".to_owned()),
        ("a script", "OpenAction", format!("<</S/JavaScript/JS(app.alert\\(\"{SSN}\"\\))>>")),
        (
            "an identifier of an element",
            "StructTreeRoot",
            "<</K<</Type/StructElem/S/P/ID(536-22-1874)>>>>".to_owned(),
        ),
        (
            "UTF-16",
            "Whatever",
            "<</A<FEFF00530053004E003A0020003500330036002D00320032002D0031003800370034>>>".to_owned(),
        ),
        ("an output condition", "OutputIntents", format!("[<</Type/OutputIntent/S/GTS_PDFX/Info({SSN})>>]")),
    ] {
        check_found(what, &referred(key, &object));
    }
}

#[test]
fn entries_of_one_s_own_are_labels() {
    for (key, value) in
        [("SSN", "536221874"), ("SocialSecurityNumber", "536-22-1874"), ("Borrower_SSN", "536 22 1874")]
    {
        let mut made = Made::notice("", "");
        made.add(10, &format!("<</Title(Notice)/{key}({value})>>")).trailer("/Info 10 0 R");
        check_found(key, &made.file());
        let mut xmp = Made::notice("/Metadata 10 0 R", "");
        let text = format!(
            "<x:xmpmeta><rdf:Description><pdfx:{key}>{value}</pdfx:{key}></rdf:Description></x:xmpmeta>"
        );
        xmp.stream(10, "/Type/Metadata/Subtype/XML", text.as_bytes());
        check_found(key, &xmp.file());
    }
}

#[test]
fn information_and_metadata_are_read_whoever_writes_them() {
    for key in ["Title", "Author", "Subject", "Keywords", "Creator", "Producer"] {
        let mut made = Made::notice("", "");
        made.add(10, &format!("<</{key}({SSN})>>")).trailer("/Info 10 0 R");
        check_found(key, &made.file());
    }
    for element in
        ["dc:creator", "dc:description", "xmp:CreatorTool", "pdf:Keywords", "photoshop:Instructions"]
    {
        let text = format!(
            "<x:xmpmeta><rdf:RDF><{element}><rdf:Seq><rdf:li>{SSN}</rdf:li></rdf:Seq></{element}></rdf:RDF></x:xmpmeta>"
        );
        for (catalog, page) in [("/Metadata 10 0 R", ""), ("", "/Metadata 10 0 R")] {
            let mut made = Made::notice(catalog, page);
            made.stream(10, "/Type/Metadata/Subtype/XML", text.as_bytes());
            check_found(element, &made.file());
        }
    }
    let mut trailer = Made::notice("", "");
    trailer.trailer(&format!("/Note({SSN})"));
    check_found("the trailer", &trailer.file());
    let mut attribute = Made::notice("/Metadata 10 0 R", "");
    attribute.stream(10, "/Type/Metadata/Subtype/XML", format!("<x:xmpmeta dc:title='{SSN}'/>").as_bytes());
    check_found("an attribute", &attribute.file());
}

#[test]
fn notes_and_fields_are_read_with_all_they_have() {
    for entry in [
        format!("/T({SSN})"),
        format!("/Subj({SSN})"),
        format!("/Contents({SSN})"),
        "/RC(<body><p>SSN: <b>536-22-1874</b></p></body>)".to_owned(),
        format!("/NM({SSN})"),
        "/A<</S/URI/URI(mailto:a?ssn=536-22-1874)>>".to_owned(),
    ] {
        let note = format!("<</Type/Annot/Subtype/Text/Rect[0 0 9 9]{entry}>>");
        let mut made = Made::notice("", "/Annots[10 0 R]");
        made.add(10, &note);
        check_found(&note, &made.file());
    }
    for entry in [
        format!("/DV({SSN})"),
        format!("/Opt[(none)({SSN})]"),
        format!("/TU({SSN})"),
        format!("/TM({SSN})"),
        format!("/RV(<body>{SSN}</body>)"),
        format!("/MK<</CA({SSN})>>"),
    ] {
        let field = format!("<</Type/Annot/Subtype/Widget/FT/Ch/T(field)/Rect[0 0 9 9]{entry}>>");
        let mut made = Made::notice("/AcroForm<</Fields[10 0 R]>>", "/Annots[10 0 R]");
        made.add(10, &field);
        check_found(&field, &made.file());
    }
}

#[test]
fn what_content_says_besides_is_read() {
    let notice = format!("BT /F 12 Tf 72 700 Td ({NOTICE}) Tj ET");
    for aside in [
        format!("/Span<</ActualText({SSN})>>BDC EMC"),
        format!("/Figure<</Alt({SSN})/MCID 0>>BDC EMC"),
        format!("/Note<</Own<</Deeper({SSN})>>>>DP"),
        format!("\n% {SSN}\n"),
    ] {
        check_found(&aside, &Made::with_content("", "", &format!("{notice} {aside}")).file());
    }
}

#[test]
fn kids_and_annotations_behind_many_others_count() {
    let mut made = Made::notice("/AcroForm<</Fields[10 0 R]>>", "");
    let kids: String = (11..31).map(|number| format!("{number} 0 R ")).collect();
    made.add(10, &format!("<</FT/Tx/T(parent)/Kids[{kids}]>>"));
    for number in 11..30 {
        made.add(number, "<</Parent 10 0 R>>");
    }
    made.add(30, "<</Parent 10 0 R/T(ssn)/V(536-22-1874)>>");
    check_found("the twentieth kid", &made.file());
    let many = "<</Type/Annot/Subtype/Link/Rect[0 0 1 1]>>".repeat(20_001);
    check_gap("annotations", &Made::notice("", &format!("/Annots[{many}]")).file(), GapReason::TooMuchInside);
}

#[test]
fn forms_that_no_page_draws_are_read() {
    let text = format!("BT /F 12 Tf ({SSN}) Tj ET");
    let entries = "/Type/XObject/Subtype/Form/BBox[0 0 200 50]/Resources<</Font<</F 5 0 R>>>>";
    for (what, page, catalog) in [
        ("a form in the resources that nobody draws", "", ""),
        ("a rollover", "/Annots[<</Type/Annot/Subtype/Stamp/Rect[0 0 9 9]/AP<</N 9 0 R/R 20 0 R>>>>]", ""),
        (
            "a state that is not chosen",
            "/Annots[<</Type/Annot/Subtype/Widget/FT/Btn/T(b)/Rect[0 0 9 9]/AS/Off/AP<</N<</Off 9 0 R/On 20 0 R>>>>>>]",
            "",
        ),
        ("a hidden stamp", "/Annots[<</Type/Annot/Subtype/Stamp/F 2/Rect[0 0 9 9]/AP<</N 20 0 R>>>>]", ""),
        ("a form that the catalog knows", "", "/Whatever 20 0 R"),
    ] {
        let mut made = Made::notice(catalog, page);
        made.stream(20, entries, text.as_bytes());
        check_found(what, &made.file());
    }
}

#[test]
fn what_is_not_understood_is_a_gap_with_its_own_reason() {
    use GapReason as R;
    let image = "/Type/XObject/Subtype/Image/Width 100/Height 100/BitsPerComponent 8/ColorSpace/DeviceGray";
    let cases: [(&str, &str, &str, &str, &str, R); 13] = [
        ("an attachment of the catalog", "/AF[20 0 R]", "", "/Type/EmbeddedFile", "a file", R::Attachment),
        (
            "an attachment of a page",
            "",
            "/AF[<</Type/Filespec/F(a)/EF<</F 20 0 R>>>>]",
            "",
            "a file",
            R::Attachment,
        ),
        (
            "an attachment of a note",
            "",
            "/Annots[<</Subtype/Text/Rect[0 0 1 1]/AF[<</EF<</F 20 0 R>>>>]>>]",
            "",
            "a file",
            R::Attachment,
        ),
        (
            "an attachment of an element",
            "/StructTreeRoot<</K<</S/P/AF<</EF<</F 20 0 R>>>>>>>>",
            "",
            "",
            "a file",
            R::Attachment,
        ),
        ("a stream that nobody knows", "/Whatever 20 0 R", "", "", "a stream", R::UnreadData),
        ("a stream that nobody refers to", "", "", "", "a stream", R::UnreadData),
        (
            "private data of a program",
            "",
            "/PieceInfo<</Program<</Private 20 0 R>>>>",
            "",
            "data",
            R::UnreadData,
        ),
        ("an invalid font", "/Whatever<</FontFile2 20 0 R>>", "", "", "Jane Roe, 536-22-1874", R::UnreadData),
        (
            "an invalid profile",
            "/Whatever[/ICCBased 20 0 R]",
            "",
            "/N 3",
            "Jane Roe, 536-22-1874",
            R::UnreadData,
        ),
        ("an image that no page draws", "/Whatever 20 0 R", "", image, &"x".repeat(10_000), R::HiddenImage),
        (
            "a page's preview that is large",
            "",
            "/Thumb 20 0 R",
            "/Width 1000/Height 1000",
            "x",
            R::HiddenImage,
        ),
        ("a sound", "/Whatever 20 0 R", "", "/Type/Sound", "x", R::Media),
        (
            "a script that hides what it says",
            "/OpenAction<</S/JavaScript/JS 20 0 R>>",
            "",
            "",
            "eval(String.fromCharCode(53))",
            R::Script,
        ),
    ];
    for (what, catalog, page, entries, data, reason) in cases {
        let mut made = Made::notice(catalog, page);
        made.stream(20, entries, data.as_bytes());
        check_gap(what, &made.file(), reason);
    }
    let launch = Made::notice("/OpenAction<</S/Launch/F(cmd.exe)>>", "").file();
    check_gap("a program that is started", &launch, R::StartsProgram);
    let mut page = Made::notice("/Whatever<</Type/Page/Contents 4 0 R>>", "");
    page.add(20, "<</Type/Page/Parent 2 0 R/Contents 4 0 R>>");
    check_gap("a page out of the tree", &page.file(), R::UnlistedPage);
    check_gap("an object that is missing", &Made::notice("/AcroForm 20 0 R", "").file(), R::MissingObject);
    let binary = format!("/Whatever<{}>", "9F03E1D4".repeat(20));
    check_gap("a string of bytes", &Made::notice(&binary, "").file(), R::UnreadData);
}

#[test]
fn bytes_that_no_object_has_are_seen() {
    let file = Made::notice("", "").file();
    let page = format!("<html><!-- {SSN} --></html>\n").into_bytes();
    let archive = [b"PK\x03\x04\x14\x00".as_slice(), &[0x9f; 200], b"note.txt"].concat();
    let zip_bomb: Vec<u8> = (0..400_u32).map(|number| (number * 7 % 251) as u8).collect();
    check_found("before", &[page.as_slice(), &file].concat());
    check_found("behind", &[file.as_slice(), &page].concat());
    check_gap("an archive behind", &[file.as_slice(), &archive].concat(), GapReason::ForeignData);
    check_gap("an archive before", &[archive.as_slice(), b"\n", &file].concat(), GapReason::ForeignData);
    check_gap("anything behind", &[file.as_slice(), &zip_bomb].concat(), GapReason::ForeignData);
    let commented = String::from_utf8_lossy(&file).replace("%%EOF", &format!("% {SSN}\n%%EOF"));
    check_found("a comment", commented.as_bytes());
    check_clean("line ends and zeros behind", &[file.as_slice(), b"\r\n\0\0\0\0\n"].concat());
}

#[test]
fn earlier_versions_are_read() {
    let mut first = Made::with_content("", "", &format!("BT /F 12 Tf 72 700 Td ({SSN}) Tj ET"));
    let mut over = Made { objects: Vec::new(), trailer: String::new() };
    over.stream(4, "", format!("BT /F 12 Tf 72 700 Td ({NOTICE}) Tj ET").as_bytes());
    check_found("a page that was overwritten", &first.updated(&over));
    first.add(10, "<</Author(somebody)>>").trailer("/Info 10 0 R");

    let mut with_author = Made::notice("", "");
    with_author.add(10, &format!("<</Author({SSN})>>")).trailer("/Info 10 0 R");
    let mut cleared = Made { objects: Vec::new(), trailer: "/Info 10 0 R".to_owned() };
    cleared.add(10, "<</Author()>>");
    check_found("information that was cleared", &with_author.updated(&cleared));

    let mut filled = Made::notice("/AcroForm<</Fields[10 0 R]>>", "/Annots[10 0 R]");
    filled.add(10, "<</Type/Annot/Subtype/Widget/FT/Tx/T(ssn)/Rect[9 9 99 29]/V(536-22-1874)>>");
    let mut emptied = Made { objects: Vec::new(), trailer: String::new() };
    emptied.add(10, "<</Type/Annot/Subtype/Widget/FT/Tx/T(ssn)/Rect[9 9 99 29]>>");
    check_found("a field that was emptied", &filled.updated(&emptied));

    let mut touched = Made { objects: Vec::new(), trailer: String::new() };
    touched.add(11, "<</Title(Notice)>>");
    check_clean("a file saved again with a title", &Made::notice("", "").updated(&touched));

    let scan = "/Type/XObject/Subtype/Image/Width 100/Height 100/BitsPerComponent 8/ColorSpace/DeviceGray";
    let mut scanned = Made::with_content("", "", "q 600 0 0 700 0 0 cm /X Do Q");
    scanned.stream(9, scan, &[90; 10_000]);
    check_gap("a scan that was overwritten", &scanned.updated(&over), GapReason::EarlierVersion);
}

#[test]
fn images_beyond_the_edge_and_hidden_layers_are_gaps() {
    let image = "/Type/XObject/Subtype/Image/Width 100/Height 100/BitsPerComponent 8/ColorSpace/DeviceGray";
    let content = format!("BT /F 12 Tf 72 700 Td ({NOTICE}) Tj ET q 300 0 0 300 900 100 cm /X Do Q");
    let mut outside = Made::with_content("", "", &content);
    outside.stream(9, image, &[90; 10_000]);
    check_gap("an image beside the page", &outside.file(), GapReason::OutsidePage);
    let member = Made::notice("/Whatever<</Type/OCMD/P/AllOff/OCGs[]>>", "");
    check_gap("a layer that is shown if others are off", &member.file(), GapReason::HiddenLayer);
}

/// A page with a notice and a picture of frames, as high as letters and in one row, which is `matrix` large.
fn with_letters(letters: usize, matrix: &str) -> Vec<u8> {
    const SIZE: (usize, usize) = (300, 40);
    let mut pixels = vec![255_u8; SIZE.0 * SIZE.1];
    for letter in 0..letters {
        for (x, y) in (0..14).flat_map(|x| (0..24).map(move |y| (x, y))) {
            let is_edge = !(3..=10).contains(&x) || !(3..=20).contains(&y);
            pixels[(8 + y) * SIZE.0 + 10 + letter * 20 + x] = if is_edge { 0 } else { 255 };
        }
    }
    let content = format!("BT /F 12 Tf 72 700 Td ({NOTICE}) Tj ET q {matrix} cm /X Do Q");
    let mut made = Made::with_content("", "", &content);
    let image = "/Type/XObject/Subtype/Image/Width 300/Height 40/BitsPerComponent 8/ColorSpace/DeviceGray";
    made.stream(9, image, &pixels);
    made.file()
}

#[test]
fn a_small_picture_with_a_row_of_letters_is_read_or_is_a_gap() {
    for matrix in [
        "150 0 0 20 72 400",
        "-150 0 0 20 300 400",
        "150 0 0 -20 72 400",
        "0 150 20 0 72 400",
        "75 0 0 10 72 400",
    ] {
        check_gap(matrix, &with_letters(11, matrix), GapReason::ScanWithoutOcr);
        // A short word is a logo, and what nobody could read is nothing.
        check_clean(matrix, &with_letters(5, matrix));
        check_clean(matrix, &with_letters(0, matrix));
    }
    check_clean("a picture of three points", &with_letters(11, "22 0 0 3 72 400"));
}

#[test]
fn an_empty_page_is_not_damaged() {
    for content in ["", "q Q"] {
        let mut made = Made::notice("", "");
        made.add(2, "<</Type/Pages/Kids[3 0 R 6 0 R 7 0 R]/Count 3>>");
        made.add(6, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]>>");
        made.add(7, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 8 0 R>>");
        made.stream(8, "", content.as_bytes());
        check_clean("an empty page", &made.file());
        made.stream(8, "/Filter/FlateDecode", b"");
        check_clean("an empty stream", &made.file());
        made.add(7, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents null>>").add(8, "null");
        check_clean("no content", &made.file());
    }
}

/// Forms that draw forms, patterns that paint with patterns, glyphs that show glyphs.
#[test]
fn what_multiplies_itself_is_not_drawn() {
    let many = |name: &str| format!("/{name} Do ").repeat(10);
    let mut nested =
        Made::with_content("", "", &format!("BT /F 12 Tf 72 700 Td ({NOTICE}) Tj ET {}", many("X")));
    for level in 0..12 {
        let (own, next) = (if level == 0 { 9 } else { 30 + level }, 31 + level);
        let entries = format!("/Subtype/Form/BBox[0 0 600 700]/Resources<</XObject<</X {next} 0 R>>>>");
        nested.stream(own, &entries, many("X").as_bytes());
    }
    nested.stream(42, "/Subtype/Form/BBox[0 0 600 700]", b"0 0 m 1 1 l S");
    check_gap("forms in forms", &nested.file(), GapReason::TooMuchDrawn);

    let mut itself = Made::with_content("", "", "/X Do");
    itself.stream(9, "/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 9 0 R>>>>", many("X").as_bytes());
    check_gap("a form that draws itself", &itself.file(), GapReason::DamagedContent);

    let glyphs = "(aaaaaaaaaa) Tj ".repeat(10);
    let font = |number: u32| format!("/Font<</G {number} 0 R>>");
    let mut drawn = Made::with_content("", "", &format!("BT /G 12 Tf {glyphs} ET"));
    drawn.add(
        3,
        &format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<<{}>>>>",
            font(20)
        ),
    );
    for level in 0..8 {
        let (own, next) = (20 + 2 * level, 22 + 2 * level);
        drawn.add(own, &format!("<</Type/Font/Subtype/Type3/FontBBox[0 0 1 1]/FontMatrix[1 0 0 1 0 0]/FirstChar 97/LastChar 97/Widths[1]/Encoding<</Differences[97/a]>>/CharProcs<</a {} 0 R>>/Resources<<{}>>>>", own + 1, font(next)));
        drawn.stream(own + 1, "", format!("BT /G 12 Tf {glyphs} ET").as_bytes());
    }
    drawn.add(36, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>");
    check_gap("glyphs in glyphs", &drawn.file(), GapReason::TooMuchDrawn);

    let fill = "/Pattern cs /P scn 0 0 600 600 re f ".repeat(10);
    let entries = |next: u32| {
        format!(
            "/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 9 9]/XStep 9/YStep 9/Resources<</Pattern<</P {next} 0 R>>>>"
        )
    };
    let mut painted = Made::with_content("", "", &fill);
    painted.add(
        3,
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Pattern<</P 20 0 R>>>>>>",
    );
    for level in 0..9 {
        painted.stream(20 + level, &entries(21 + level), fill.as_bytes());
    }
    painted.stream(29, &entries(50), b"0 0 9 9 re f");
    check_gap("patterns in patterns", &painted.file(), GapReason::TooMuchDrawn);
}

/// A page with the notice and further content, with one more font of the name G.
fn with_font(font: &str, map: &str, content: &str) -> Vec<u8> {
    let all = format!("BT /F 12 Tf 72 700 Td ({NOTICE}) Tj ET {content}");
    let mut made = Made::with_content("", "", &all);
    made.add(
        3,
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F 5 0 R/G 20 0 R>>>>>>",
    );
    made.add(20, &format!("<</Type/Font/Subtype/Type1/BaseFont/Helvetica{font}/ToUnicode 21 0 R>>"));
    made.stream(21, "", map.as_bytes());
    made.file()
}

#[test]
fn text_is_found_however_it_is_drawn() {
    let stack: String = "SSN536-22-1874"
        .chars()
        .zip(0..)
        .map(|(letter, at)| format!("BT /F 12 Tf 72 {} Td ({letter}) Tj ET ", 640 - 14 * at))
        .collect();
    let scattered: String = SSN
        .char_indices()
        .map(|(at, letter)| format!("BT /F 12 Tf {} 600 Td ({letter}) Tj ET ", 72 + 9 * at))
        .rev()
        .collect();
    for (what, content) in [
        ("at 45 degrees", format!("BT /F 12 Tf .7071 .7071 -.7071 .7071 200 300 Tm ({SSN}) Tj ET")),
        ("at 30 degrees", format!("BT /F 12 Tf .866 .5 -.5 .866 200 300 Tm ({SSN}) Tj ET")),
        ("at 135 degrees", format!("BT /F 12 Tf -.7071 .7071 -.7071 -.7071 400 300 Tm ({SSN}) Tj ET")),
        ("one letter a line", stack),
        ("from the last letter to the first", scattered),
        ("invisible", format!("BT 3 Tr /F 12 Tf 72 600 Td ({SSN}) Tj ET")),
        ("as a clip", format!("BT 7 Tr /F 12 Tf 72 600 Td ({SSN}) Tj ET")),
        ("white", format!("1 g BT /F 12 Tf 72 600 Td ({SSN}) Tj ET")),
        ("under a box", format!("BT /F 12 Tf 72 600 Td ({SSN}) Tj ET 1 g 60 590 400 40 re f")),
        ("beside the page", format!("BT /F 12 Tf -900 600 Td ({SSN}) Tj ET")),
        ("above the page", format!("BT /F 12 Tf 72 1900 Td ({SSN}) Tj ET")),
        ("smaller than a dot", format!("BT /F .3 Tf 72 600 Td ({SSN}) Tj ET")),
        ("mirrored", format!("BT /F 12 Tf -1 0 0 1 500 300 Tm ({SSN}) Tj ET")),
        ("upside down", format!("BT /F 12 Tf -1 0 0 -1 500 300 Tm ({SSN}) Tj ET")),
        (
            "with other words to be read aloud",
            format!("/Span<</ActualText(No)>>BDC BT /F 12 Tf 72 600 Td ({SSN}) Tj ET EMC"),
        ),
    ] {
        let all = format!("BT /F 12 Tf 72 700 Td ({NOTICE}) Tj ET {content}");
        check_found(what, &Made::with_content("", "", &all).file());
    }
}

#[test]
fn a_font_that_says_other_characters_than_it_shows_is_a_gap() {
    let latin = "/Encoding/WinAnsiEncoding";
    let shown = format!("BT /G 12 Tf 72 600 Td ({SSN}) Tj ET");
    let blanks: String = (b'0'..=b'9').map(|digit| format!("<{digit:02X}> <0020> ")).collect();
    let digits_are_letters = "1 beginbfrange <30> <39> <0061> endbfrange";
    for (what, font, map) in [
        ("digits are blanks", latin, format!("10 beginbfchar {blanks} endbfchar")),
        ("digits are letters", latin, digits_are_letters.to_owned()),
        (
            "in an encoding of its own",
            "/Encoding<</BaseEncoding/WinAnsiEncoding>>",
            digits_are_letters.to_owned(),
        ),
        (
            "by the names of glyphs",
            "/Encoding<</Differences[48/zero/one/two/three/four/five/six/seven/eight/nine]>>",
            digits_are_letters.to_owned(),
        ),
    ] {
        check_gap(what, &with_font(font, &map, &shown), GapReason::UnknownCharacters);
    }
    let notice = format!("BT /G 12 Tf 72 600 Td ({NOTICE}) Tj ET");
    for (what, font, map) in [
        ("the same letters", latin, "1 beginbfrange <20> <7E> <0020> endbfrange"),
        ("capitals for small ones", latin, "1 beginbfrange <61> <7A> <0041> endbfrange"),
        ("two letters of the Greek", latin, "2 beginbfchar <57> <03A9> <44> <0394> endbfchar"),
    ] {
        check_clean(what, &with_font(font, map, &notice));
    }
}

#[test]
fn letters_put_together_of_many_small_shapes_are_not_read_here() {
    let notice = format!("BT /F 12 Tf 72 700 Td ({NOTICE}) Tj ET");
    let dots = |count: u32| -> String {
        (0..count).map(|at| format!("{} {} 1 1 re f ", 72 + at % 300, 300 + at / 300 * 2)).collect()
    };
    check_gap(
        "a number",
        &Made::with_content("", "", &format!("{notice} {}", dots(900))).file(),
        GapReason::ScanWithoutOcr,
    );
    check_clean("a dotted line", &Made::with_content("", "", &format!("{notice} {}", dots(200))).file());
}

#[test]
fn watermarks_and_columns_of_figures_are_nothing() {
    let notice = format!("BT /F 12 Tf 72 700 Td ({NOTICE}) Tj ET");
    let mark = format!("{notice} BT /F 60 Tf .7071 .7071 -.7071 .7071 200 300 Tm (DRAFT) Tj ET");
    check_clean("a watermark", &Made::with_content("", "", &mark).file());
    let column: String =
        (1..10).map(|row| format!("BT /F 12 Tf 72 {} Td ({row}) Tj ET ", 640 - 14 * row)).collect();
    check_clean("numbers of rows", &Made::with_content("", "", &format!("{notice} {column}")).file());
}

/// A file with something in each kind of place.
fn rich() -> Made {
    let mut made = Made::notice(
        "/AcroForm<</Fields[10 0 R]>>/Metadata 11 0 R/Outlines 12 0 R/StructTreeRoot 14 0 R",
        "/Annots[10 0 R 13 0 R]",
    );
    made.add(10, "<</Type/Annot/Subtype/Widget/FT/Tx/T(ssn)/Rect[9 9 99 29]/V(536-22-1874)>>");
    made.stream(
        11,
        "/Type/Metadata/Subtype/XML",
        b"<x:xmpmeta><dc:creator>SSN: 536-22-1874</dc:creator></x:xmpmeta>",
    );
    made.add(12, "<</First<</Title(SSN: 536-22-1874)>>>>");
    made.add(13, "<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/Contents(SSN: 536-22-1874)>>");
    made.add(14, "<</K<</Type/StructElem/S/P/Alt(SSN: 536-22-1874)>>>>");
    made
}

#[test]
fn a_key_that_is_a_label_of_something_else_hides_nothing() {
    for key in ["Cc", "CardNumber", "PhoneNumber", "Email", "Dob", "InvoiceNumber"] {
        let file = referred("Whatever", &format!("<</{key} ({SSN})>>"));
        assert!(matches!(classified(&file).decision, Decision::Pii(_)), "{key}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// One place holds the number; any other object is damaged.
    #[test]
    fn an_object_that_can_not_be_read_never_makes_a_document_clean(
        kept in 10..=14_u32,
        damaged in prop::sample::select(vec![1_u32, 2, 3, 4, 5, 9, 10, 11, 12, 13, 14]),
        how in 0..4_usize,
    ) {
        let mut made = rich();
        for number in 10..=14 {
            if number != kept {
                let text = made.objects.iter().find(|(known, _)| *known == number).map(|(_, text)| String::from_utf8_lossy(text).replace("536-22-1874", "not given .."));
                made.add(number, &text.unwrap_or_default());
            }
        }
        prop_assert!(matches!(classified(&made.file()).decision, Decision::Pii(_)));
        for (number, text) in &mut made.objects {
            if *number == damaged {
                match how {
                    0 => text.fill(b' '),
                    1 => text.fill(b'<'),
                    2 => text.truncate(text.len() / 2),
                    _ => text.fill(0x9f),
                }
            }
        }
        let found = classified(&made.file());
        prop_assert!(!matches!(found.decision, Decision::NonPii(_)), "{kept} {damaged} {how}");
        made.objects.retain(|(number, _)| *number != damaged);
        let found = classified(&made.file());
        prop_assert!(!matches!(found.decision, Decision::NonPii(_)), "{kept} without {damaged}");
    }

    /// Any string under any key, in any depth.
    #[test]
    fn no_key_hides_a_number(key in "[A-Z][A-Za-z]{0,9}", depth in 0..6_usize) {
        // What is encrypted by these keys is not text.
        let value = format!("{}({SSN}){}", "[<</Q ".repeat(depth), ">>]".repeat(depth));
        let file = referred("Whatever", &format!("<</{key} {value}>>"));
        prop_assert!(!matches!(classified(&file).decision, Decision::NonPii(_)), "{key} {depth}");
    }
}
