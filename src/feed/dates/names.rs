//! The words of dates: months, halves of the day, zones.

use crate::zone::Tz;

/// The first letters by which a month is known, longest match wins. Written from CLDR's wide and
/// abbreviated names; languages that count months by number need none.
#[rustfmt::skip]
const MONTHS: [&[&str]; 12] = [
    &["jan", "ene", "gen", "ian", "jän", "янв", "січ", "sty", "led", "ledna", "oca", "tammi", "ιαν", "يناير", "ינו", "जनवरी", "जन", "ژانویه"],
    &["feb", "fév", "fev", "fbr", "helmi", "фев", "лют", "lut", "úno", "uno", "şub", "sub", "φεβ", "فبراير", "شباط", "פבר", "फ़रवरी", "फरवरी", "فوریه"],
    &["mar", "mär", "mrz", "mrt", "már", "maa", "maart", "maalis", "мар", "бер", "bře", "bre", "μαρ", "μάρ", "مارس", "آذار", "מרץ", "मार्च"],
    &["apr", "avr", "abr", "ápr", "huhti", "апр", "кві", "kwi", "dub", "nis", "απρ", "أبريل", "ابريل", "نيسان", "אפר", "अप्रैल", "آوریل"],
    &["may", "mai", "maj", "mei", "máj", "mag", "touko", "май", "мая", "тра", "kvě", "kve", "μαι", "μαΐ", "μάι", "μαϊ", "مايو", "أيار", "מאי", "मई", "مه"],
    &["jun", "juin", "jún", "giu", "iun", "kesä", "июн", "чер", "cze", "czerw", "čer", "haz", "ιουν", "ιούν", "يونيو", "حزيران", "יונ", "जून", "ژوئن"],
    &["jul", "juil", "júl", "lug", "iul", "heinä", "июл", "лип", "lip", "červenec", "července", "tem", "ιουλ", "ιούλ", "يوليو", "تموز", "יול", "जुलाई", "ژوئیه"],
    &["aug", "août", "aou", "aoû", "ago", "elo", "авг", "сер", "sie", "srp", "ağu", "agu", "αυγ", "αύγ", "أغسطس", "اغسطس", "آب", "אוג", "अगस्त", "اوت"],
    &["sep", "set", "szept", "syys", "сен", "вер", "wrz", "zář", "eyl", "σεπ", "سبتمبر", "أيلول", "ספט", "सितंबर", "सितम्बर", "سپتامبر"],
    &["oct", "okt", "out", "ott", "loka", "окт", "жов", "paź", "říj", "rij", "eki", "οκτ", "أكتوبر", "اكتوبر", "אוק", "अक्टूबर", "अक्तूबर", "اکتبر"],
    &["nov", "noi", "marras", "ноя", "лис", "lis", "kas", "νοε", "νοέ", "نوفمبر", "נוב", "नवंबर", "नवम्बर", "نوامبر"],
    &["dec", "déc", "dez", "dic", "des", "joulu", "дек", "гру", "gru", "pro", "ara", "δεκ", "ديسمبر", "דצמ", "दिसंबर", "दिसम्बर", "دسامبر"],
];

/// Zones by name, in minutes east of Greenwich. Where a name is used twice, the reading with more feeds stands.
#[rustfmt::skip]
const ZONES: &[(&str, i32)] = &[
    ("acdt", 630), ("acst", 570), ("adt", -180), ("aedt", 660), ("aest", 600), ("akdt", -480), ("akst", -540), ("art", -180),
    ("ast", -240), ("awst", 480), ("brt", -180), ("bst", 60), ("cat", 120), ("cdt", -300), ("cest", 120), ("cet", 60),
    ("clst", -180), ("clt", -240), ("cst", -360), ("eat", 180), ("edt", -240), ("eest", 180), ("eet", 120), ("est", -300),
    ("gmt", 0), ("gst", 240), ("hadt", -540), ("hast", -600), ("hkt", 480), ("hst", -600), ("ict", 420), ("idt", 180),
    ("irst", 210), ("ist", 330), ("jst", 540), ("kst", 540), ("mdt", -360), ("mesz", 120), ("mest", 120), ("met", 60),
    ("mez", 60), ("msd", 240), ("msk", 180), ("mst", -420), ("myt", 480), ("ndt", -150), ("npt", 345), ("nst", -210),
    ("nzdt", 780), ("nzst", 720), ("pdt", -420), ("pht", 480), ("pkt", 300), ("pst", -480), ("sast", 120), ("sgt", 480),
    ("trt", 180), ("ut", 0), ("utc", 0), ("wat", 60), ("west", 60), ("wet", 0), ("wib", 420), ("wit", 540), ("wita", 480),
    ("北京时间", 480), ("мск", 180),
];

/// Months of two words, as Levantine Arabic has them, and the one word that stands for each.
pub(super) const TWO_WORD_MONTHS: [(&str, &str); 4] =
    [("كانون الثاني", "يناير"), ("تشرين الأول", "أكتوبر"), ("تشرين الثاني", "نوفمبر"), ("كانون الأول", "ديسمبر")];

/// Which half of the day an hour is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Half {
    Morning,
    Afternoon,
}

/// 1 to 12, for a month's name in any of the languages above, whole or short.
pub(super) fn month(word: &str) -> Option<u64> {
    let longest = |names: &[&str]| names.iter().filter(|name| word.starts_with(**name)).map(|name| name.len()).max();
    let (length, index) =
        MONTHS.iter().enumerate().filter_map(|(index, names)| Some((longest(names)?, index))).max()?;
    (length > 0).then_some(index as u64 + 1)
}

pub(super) fn half_of_day(word: &str) -> Option<Half> {
    match word {
        "am" | "上午" | "早上" | "凌晨" | "午前" | "오전" | "ص" => Some(Half::Morning),
        "pm" | "下午" | "晚上" | "午後" | "오후" | "م" => Some(Half::Afternoon),
        _ => None,
    }
}

/// Whether a word says that an offset from Greenwich may follow: `GMT+0100`.
pub(super) fn is_universal(word: &str) -> bool {
    matches!(word, "gmt" | "utc" | "ut" | "z")
}

/// Minutes east of Greenwich.
pub(super) fn zone_minutes(word: &str) -> Option<i32> {
    ZONES.iter().find(|(name, _)| *name == word).map(|(_, minutes)| *minutes)
}

/// Names that leave open whether summer time is meant.
pub(super) fn zone_place(word: &str) -> Option<Tz> {
    match word {
        "et" => Tz::named("America/New_York"),
        "ct" => Tz::named("America/Chicago"),
        "mt" => Tz::named("America/Denver"),
        "pt" => Tz::named("America/Los_Angeles"),
        _ => None,
    }
}
