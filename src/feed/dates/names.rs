//! The words of dates: months, and what stands before an offset from Greenwich.

/// The first letters by which a month is known, longest match wins. Written from CLDR's wide and
/// abbreviated names; languages that count months by number need none.
#[rustfmt::skip]
const MONTHS: [&[&str]; 12] = [
    &["jan", "ene", "gen", "ian", "jän", "янв", "січ", "sty", "led", "ledna", "oca", "tammi", "ιαν", "يناير", "ינו", "जनवरी", "जन", "ژانویه", "জানু", "มกรา", "جنوری", "בינו", "جانفي"],
    &["feb", "fév", "fev", "fbr", "helmi", "фев", "лют", "lut", "úno", "uno", "şub", "sub", "φεβ", "فبراير", "شباط", "פבר", "फ़रवरी", "फरवरी", "فوریه", "ফেব্রু", "กุมภา", "فروری", "בפבר", "فيفري"],
    &["mar", "mär", "mrz", "mrt", "már", "maa", "maart", "maalis", "мар", "бер", "bře", "bre", "μαρ", "μάρ", "مارس", "آذار", "מרץ", "मार्च", "মার্চ", "มีนา", "مارچ", "במרץ"],
    &["apr", "avr", "abr", "ápr", "huhti", "апр", "кві", "kwi", "dub", "nis", "απρ", "أبريل", "ابريل", "نيسان", "אפר", "अप्रैल", "آوریل", "এপ্রিল", "เมษา", "اپریل", "באפר", "أفريل"],
    &["may", "mai", "maj", "mei", "máj", "mag", "touko", "май", "мая", "тра", "kvě", "kve", "μαι", "μαΐ", "μάι", "μαϊ", "مايو", "أيار", "מאי", "मई", "مه", "মে", "พฤษภา", "مئی", "במאי", "ماي"],
    &["jun", "juin", "jún", "giu", "iun", "kesä", "июн", "чер", "cze", "czerw", "čer", "haz", "ιουν", "ιούν", "يونيو", "حزيران", "יונ", "जून", "ژوئن", "জুন", "มิถุนา", "جون", "ביונ", "جوان"],
    &["jul", "juil", "júl", "lug", "iul", "heinä", "июл", "лип", "lip", "červenec", "července", "tem", "ιουλ", "ιούλ", "يوليو", "تموز", "יול", "जुलाई", "ژوئیه", "জুলাই", "กรกฎา", "جولائی", "ביול", "جويلية", "يوليوز"],
    &["aug", "août", "aou", "aoû", "ago", "elo", "авг", "сер", "sie", "srp", "ağu", "agu", "αυγ", "αύγ", "أغسطس", "اغسطس", "آب", "אוג", "अगस्त", "اوت", "আগস্ট", "สิงหา", "اگست", "באוג", "أوت", "غشت"],
    &["sep", "set", "szept", "syys", "сен", "вер", "wrz", "zář", "eyl", "σεπ", "سبتمبر", "أيلول", "ספט", "सितंबर", "सितम्बर", "سپتامبر", "সেপ্ট", "กันยา", "ستمبر", "בספט", "شتنبر"],
    &["oct", "okt", "out", "ott", "loka", "окт", "жов", "paź", "říj", "rij", "eki", "οκτ", "أكتوبر", "اكتوبر", "אוק", "अक्टूबर", "अक्तूबर", "اکتبر", "অক্টো", "ตุลา", "اکتوبر", "באוק"],
    &["nov", "noi", "marras", "ноя", "лис", "lis", "kas", "νοε", "νοέ", "نوفمبر", "נוב", "नवंबर", "नवम्बर", "نوامبر", "নভে", "พฤศจิกา", "نومبر", "בנוב", "نونبر"],
    &["dec", "déc", "dez", "dic", "des", "joulu", "дек", "гру", "gru", "pro", "ara", "δεκ", "ديسمبر", "דצמ", "दिसंबर", "दिसम्बर", "دسامبر", "ডিসে", "ธันวา", "دسمبر", "בדצמ", "دجنبر"],
];

/// Months of two words, as Levantine Arabic has them, or of letters with full stops, as Thai; and the word that stands
/// for each.
#[rustfmt::skip]
pub(super) const SPLIT_MONTHS: [(&str, &str); 16] = [
    ("كانون الثاني", "يناير"), ("تشرين الأول", "أكتوبر"), ("تشرين الثاني", "نوفمبر"), ("كانون الأول", "ديسمبر"),
    ("ม.ค.", "มกรา"), ("ก.พ.", "กุมภา"), ("มี.ค.", "มีนา"), ("เม.ย.", "เมษา"), ("พ.ค.", "พฤษภา"), ("มิ.ย.", "มิถุนา"),
    ("ก.ค.", "กรกฎา"), ("ส.ค.", "สิงหา"), ("ก.ย.", "กันยา"), ("ต.ค.", "ตุลา"), ("พ.ย.", "พฤศจิกา"), ("ธ.ค.", "ธันวา"),
];

/// 1 to 12, for a month's name in any of the languages above, whole or short.
pub(super) fn month(word: &str) -> Option<u64> {
    let longest = |names: &[&str]| names.iter().filter(|name| word.starts_with(**name)).map(|name| name.len()).max();
    let (length, index) =
        MONTHS.iter().enumerate().filter_map(|(index, names)| Some((longest(names)?, index))).max()?;
    (length > 0).then_some(index as u64 + 1)
}

/// Whether a word says that an offset from Greenwich may follow: `GMT+0100`.
pub(super) fn is_universal(word: &str) -> bool {
    matches!(word, "gmt" | "utc" | "ut" | "z")
}
