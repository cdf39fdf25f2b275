//! Short lines that tell by their own words that they are no part of an article, in scripts and layouts
//! where no class name says so.

/// Where a page says at which place of the site it is.
const PLACES: &[&str] = &[
    "您现在的位置",
    "您当前的位置",
    "你现在的位置",
    "您的位置",
    "你的位置",
    "您所在的位置",
    "所在位置",
    "当前位置",
    "現在位置",
    "目前位置",
    "您現在的位置",
    "当前所在位置",
    "you are here",
    "sie sind hier",
    "vous êtes ici",
    "estás en",
    "usted está en",
    "te encuentras en",
    "você está em",
    "jesteś tutaj",
    "вы здесь",
    "現在地",
    "现在位置",
];

/// What stands between the steps of a trail of links.
const STEPS: &[char] = &['>', '›', '»', '＞', '→', '»'];

/// What is set above an advertisement: alone on its line, or before its text where scripts need no space.
const ADVERTISEMENT: &[&str] = &[
    "advertisement",
    "advertising",
    "anzeige",
    "werbung",
    "publicité",
    "publicidad",
    "publicidade",
    "pubblicità",
    "reklama",
    "reklame",
    "реклама",
    "διαφήμιση",
    "annons",
    "annonse",
    "iklan",
    "quảng cáo",
    "إعلان",
];
const UNSPACED_ADVERTISEMENT: &[&str] =
    &["广告", "廣告", "広告", "【广告】", "[广告]", "(广告)", "（广告）", "【pr】", "［広告］"];

/// What a photo's line ends with where it names its maker.
const CREDIT_ENDINGS: &[&str] = &[
    "摄",
    "攝",
    "供图",
    "供圖",
    "图片来源",
    "资料图",
    "資料圖",
    "资料图片",
    "資料圖片",
    "撮影",
    "提供",
    "摄影",
    "攝影",
    "视觉中国",
    "新华社发",
];

/// What it begins with.
const CAPTION_BEGINNINGS: &[&str] = &[
    "图为",
    "圖為",
    "图：",
    "图:",
    "圖：",
    "▲",
    "△",
    "▼",
    "↑",
    "资料图",
    "資料圖",
    "【写真】",
    "写真：",
    "写真＝",
    "写真は",
];

/// What follows the article begins with one of these.
const ENDS: &[&str] = &[
    "网友评论",
    "网友留言",
    "最新评论",
    "热门评论",
    "相关新闻",
    "相关报道",
    "相关阅读",
    "相关链接",
    "相关文章",
    "相关专题",
    "相关稿件",
    "延伸阅读",
    "推荐阅读",
    "猜你喜欢",
    "热门推荐",
    "精彩推荐",
    "上一篇",
    "下一篇",
    "責任編輯",
    "责任编辑",
    "（责任编辑",
    "(责任编辑",
    "（责编",
    "(责编",
    "分享到",
    "分享至",
    "関連記事",
    "関連ニュース",
    "あわせて読みたい",
    "おすすめ記事",
    "アクセスランキング",
];

/// The same where words are set apart by spaces: the whole line, as whole lines of articles may begin so.
const ENDING_LINES: &[&str] = &[
    "related articles",
    "related stories",
    "related posts",
    "related news",
    "related content",
    "related topics",
    "more stories",
    "you may also like",
    "you might also like",
    "recommended for you",
    "leave a comment",
    "leave a reply",
    "post a comment",
    "about the author",
    "share this",
    "share this article",
    "share this post",
    "filed under",
    "read next",
    "more from this author",
    "recent posts",
    "comments",
    "das könnte sie auch interessieren",
    "mehr zum thema",
    "ähnliche artikel",
    "ähnliche beiträge",
    "kommentare",
    "kommentar verfassen",
    "schreibe einen kommentar",
    "weitere artikel",
    "à lire aussi",
    "articles liés",
    "sur le même sujet",
    "commentaires",
    "noticias relacionadas",
    "artículos relacionados",
    "te puede interesar",
    "comentarios",
    "leia também",
    "artigos relacionados",
    "articoli correlati",
    "potrebbe interessarti",
    "czytaj także",
    "zobacz także",
    "powiązane artykuły",
    "komentarze",
    "читайте также",
    "по теме",
    "комментарии",
    "διαβάστε επίσης",
    "σχετικά άρθρα",
    "σχόλια",
    "اقرأ أيضا",
    "اقرأ أيضاً",
    "مواضيع ذات صلة",
];

/// Longer lines are sentences.
const MOST_CHARACTERS: usize = 120;
const MOST_ADVERTISEMENT_CHARACTERS: usize = 60;
const MOST_ENDING_CHARACTERS: usize = 40;

/// Why a line is no part of an article, if its words say so.
pub(super) fn why_not_article(text: &str, ends_sentence: bool) -> Option<&'static str> {
    let characters = text.chars().take(MOST_CHARACTERS + 1).count();
    if ends_sentence || characters > MOST_CHARACTERS {
        return None;
    }
    if is_trail(text) {
        return Some("breadcrumb");
    }
    (characters <= MOST_ADVERTISEMENT_CHARACTERS && is_labelled_advertisement(text)).then_some("advertisement")
}

/// Whether a line opens what stands behind an article: its editor, related articles, comments.
pub(super) fn opens_what_follows(text: &str) -> bool {
    let opens = |end: &&str| text.strip_prefix(end).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric));
    if ENDS.iter().any(opens) {
        return true;
    }
    if text.chars().take(MOST_ENDING_CHARACTERS + 1).count() > MOST_ENDING_CHARACTERS {
        return false;
    }
    let lower = text.to_lowercase();
    ENDING_LINES.contains(&lower.trim_matches(|c: char| !c.is_alphanumeric()))
}

/// Whether a line is the way from the site's front page to here.
fn is_trail(text: &str) -> bool {
    let beginning: String = text.chars().take(20).flat_map(char::to_lowercase).collect();
    let steps = text.split(STEPS).filter(|step| !step.trim().is_empty()).count();
    let says_so = PLACES.iter().any(|place| beginning.starts_with(place));
    says_so
        || (steps >= 3
            && [
                "首页",
                "首頁",
                "home",
                "startseite",
                "accueil",
                "inicio",
                "início",
                "главная",
                "トップ",
                "ホーム",
                "αρχική",
            ]
            .iter()
            .any(|front| beginning.starts_with(front)))
}

/// Whether a line is the word that is set above an advertisement, and nothing else.
pub(super) fn is_advertisement_label(text: &str) -> bool {
    if text.chars().take(MOST_ENDING_CHARACTERS + 1).count() > MOST_ENDING_CHARACTERS {
        return false;
    }
    let lower = text.to_lowercase();
    let bare = lower.trim_matches(|c: char| !c.is_alphanumeric());
    ADVERTISEMENT.contains(&bare) || UNSPACED_ADVERTISEMENT.contains(&bare)
}

fn is_labelled_advertisement(text: &str) -> bool {
    let lower = text.to_lowercase();
    is_advertisement_label(text)
        || UNSPACED_ADVERTISEMENT.iter().any(|label| {
            lower.strip_prefix(label).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '：', ':']))
        })
}

/// Whether a line behind an image reads as the image's caption: it names who made it, or points at it.
pub(super) fn reads_as_caption(text: &str) -> bool {
    if text.chars().take(MOST_CHARACTERS + 1).count() > MOST_CHARACTERS {
        return false;
    }
    let bare = text.trim_end_matches([')', '）', ']', '】', '。', ' ']);
    CREDIT_ENDINGS.iter().any(|ending| bare.ends_with(ending))
        || CAPTION_BEGINNINGS.iter().any(|beginning| text.starts_with(beginning))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_say_what_they_are() {
        for (line, why) in [
            ("您现在的位置：首页 >> 经济 >> 正文 今日天气：多云，东北风三级", Some("breadcrumb")),
            ("首页 > 新闻 > 本地", Some("breadcrumb")),
            ("Home » News » Town", Some("breadcrumb")),
            ("广告 冬令进补，认准桥头百味斋", Some("advertisement")),
            ("Advertisement", Some("advertisement")),
            ("- Anzeige -", Some("advertisement")),
            ("Anzeige gegen den Fährmann", None),
            ("广告公司的渡轮", None),
            ("Home is where the ferry is", None),
            ("渡轮中午沉没", None),
        ] {
            assert_eq!(why_not_article(line, false), why, "{line}");
            assert_eq!(why_not_article(line, true), None, "{line}");
        }
    }

    #[test]
    fn captions_name_their_maker() {
        for (line, is_caption) in [
            ("渡轮停在岸边 李雷摄", true),
            ("渡轮停在岸边（资料图）", true),
            ("图为渡轮", true),
            ("渡轮停在岸边", false),
            ("The ferry at the quay", false),
        ] {
            assert_eq!(reads_as_caption(line), is_caption, "{line}");
        }
    }
}
