//! Notices that sites set into articles, by their words: what is for subscribers, what asks for consent,
//! what offers to share, and links to other articles.

use crate::text::is_unspaced;

/// Longer texts are paragraphs.
const MOST_NOTICE_CHARACTERS: usize = 160;

/// A longer line that isn't mostly a link is a sentence.
const MOST_BARE_POINTER_CHARACTERS: usize = 45;

/// Parts of notices, lower case, and what they are.
const NOTICES: &[(&str, &str)] = &[
    ("already a subscriber", "paywall"),
    ("already have an account", "paywall"),
    ("subscribe to continue", "paywall"),
    ("sign in to continue", "paywall"),
    ("subscribe to read", "paywall"),
    ("this article is for subscribers", "paywall"),
    ("article réservé aux abonnés", "paywall"),
    ("la suite est réservée aux abonnés", "paywall"),
    ("vous possédez déjà un compte", "paywall"),
    ("déjà abonné", "paywall"),
    ("identifiez-vous", "paywall"),
    ("bereits abonnent", "paywall"),
    ("sie haben bereits ein abo", "paywall"),
    ("sie sind bereits abonnent", "paywall"),
    ("jetzt abonnieren", "paywall"),
    ("jetzt weiterlesen", "paywall"),
    ("mit plus weiterlesen", "paywall"),
    ("artikel freischalten", "paywall"),
    ("suscríbete para seguir", "paywall"),
    ("para seguir leyendo", "paywall"),
    ("conteúdo exclusivo para assinantes", "paywall"),
    ("contenuto riservato agli abbonati", "paywall"),
    ("artykuł dostępny dla prenumeratorów", "paywall"),
    ("この記事は会員限定", "paywall"),
    ("この記事は有料会員", "paywall"),
    ("会員登録すると", "paywall"),
    ("ログインして続きを", "paywall"),
    ("登录后查看", "paywall"),
    ("登录后阅读", "paywall"),
    ("下载app", "paywall"),
    ("empfohlener redaktioneller inhalt", "notice"),
    ("empfohlener externer inhalt", "notice"),
    ("externer inhalt", "notice"),
    ("mit ihrer zustimmung", "notice"),
    ("externe inhalte angezeigt", "notice"),
    ("accept cookies", "notice"),
    ("cookie settings", "notice"),
    ("to view this content", "notice"),
    ("please enable javascript", "notice"),
    ("javascript is disabled", "notice"),
    ("your browser does not support", "notice"),
    ("bitte aktivieren sie javascript", "notice"),
    ("this content is hosted by", "notice"),
    ("you need to be logged in", "notice"),
    ("sign up for our newsletter", "newsletter"),
    ("sign up to our newsletter", "newsletter"),
    ("subscribe to our newsletter", "newsletter"),
    ("newsletter abonnieren", "newsletter"),
    ("zum newsletter anmelden", "newsletter"),
    ("inscrivez-vous à notre newsletter", "newsletter"),
    ("suscríbete a nuestra newsletter", "newsletter"),
    ("whatsapp-kanal", "newsletter"),
    ("per whatsapp teilen", "share"),
    ("per e-mail teilen", "share"),
    ("auf facebook teilen", "share"),
    ("share on facebook", "share"),
    ("share on twitter", "share"),
    ("share this article", "share"),
    ("partager sur facebook", "share"),
    ("compartir en facebook", "share"),
    ("click to share on", "share"),
    ("copy link", "share"),
    ("link kopieren", "share"),
    ("link copied", "share"),
];

/// What lines begin with that point at other articles.
const POINTERS: &[&str] = &[
    "also read",
    "read also",
    "read more",
    "read next",
    "see also:",
    "related:",
    "more on this",
    "don't miss",
    "lesen sie auch",
    "lesen sie hier",
    "lesen sie mehr",
    "mehr zum thema",
    "auch interessant",
    "lees ook",
    "lees meer",
    "lire aussi",
    "à lire aussi",
    "a lire aussi",
    "lire également",
    "leggi anche",
    "lea también",
    "lee también",
    "le puede interesar",
    "te puede interesar",
    "leia também",
    "leia mais",
    "veja também",
    "czytaj też",
    "czytaj także",
    "czytaj więcej",
    "zobacz też",
    "zobacz także",
    "przeczytaj też",
    "přečtěte si",
    "čtěte také",
    "читайте также",
    "читайте ещё",
    "les også",
    "læs også",
    "läs också",
    "läs mer",
    "διαβάστε επίσης",
    "διαβάστε ακόμα",
    "baca juga",
    "اقرأ أيضا",
    "اقرأ أيضاً",
    "إقرأ أيضا",
    "यह भी पढ़ें",
    "阅读更多",
    "相关阅读",
    "延伸阅读",
    "関連記事",
];

/// Why a block is a notice rather than a part of the article, if it is; `link_density` is the share of
/// its characters in links.
pub(super) fn kind_of_notice(text: &str, link_density: f32) -> Option<&'static str> {
    let characters = text.chars().take(MOST_NOTICE_CHARACTERS + 1).count();
    if characters > MOST_NOTICE_CHARACTERS {
        return None;
    }
    let lower = text.to_lowercase();
    let line = lower.trim_start_matches(|c: char| !c.is_alphanumeric());
    let points = POINTERS.iter().any(|pointer| {
        line.strip_prefix(pointer).is_some_and(|rest| {
            let ends_word = !rest.starts_with(char::is_alphabetic) || pointer.chars().any(is_unspaced);
            ends_word && (link_density > 0.3 || characters <= MOST_BARE_POINTER_CHARACTERS && !ends_sentence(rest))
        })
    });
    if points {
        return Some("related");
    }
    word_starts(&lower)
        .find_map(|rest| NOTICES.iter().find(|(words, _)| rest.starts_with(words)))
        .map(|(_, kind)| *kind)
}

/// The rest of a text from each of its words on; from each sign in scripts without spaces.
fn word_starts(text: &str) -> impl Iterator<Item = &str> {
    let mut inside = false;
    text.char_indices().filter_map(move |(at, c)| {
        let starts = is_unspaced(c) || (c.is_alphanumeric() && !inside);
        inside = c.is_alphanumeric() && !is_unspaced(c);
        starts.then(|| &text[at..])
    })
}

fn ends_sentence(text: &str) -> bool {
    text.ends_with(['.', '!', '?', '。', '！', '？'])
}

#[cfg(test)]
mod tests {
    use super::kind_of_notice;

    #[test]
    fn notices_are_told_from_sentences() {
        for (text, link_density, kind) in [
            ("Lire aussi : Le bac coule", 0.9, Some("related")),
            ("Czytaj więcej", 0.0, Some("related")),
            ("Read more books, said the captain of the ferry, and leave the telephone at home.", 0.0, None),
            ("Il vous reste 57 % de cet article à lire. La suite est réservée aux abonnés.", 0.0, Some("paywall")),
            ("Per WhatsApp teilen WhatsApp", 0.5, Some("share")),
            ("この記事は会員限定です", 0.0, Some("paywall")),
            ("The ferry left at noon.", 0.0, None),
        ] {
            assert_eq!(kind_of_notice(text, link_density), kind, "{text}");
        }
        assert_eq!(kind_of_notice(&"Copy link to the ferry. ".repeat(20), 0.0), None);
    }
}
