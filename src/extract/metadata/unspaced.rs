//! Names in lines of a script without spaces between words, where nothing but a label, a bracket or a
//! surname says that a word is a name: `光明日报记者 王建宏 张文攀`, `作者：苗喆远 评论（12）`, `（记者 胡晓蓉）`.

use crate::text::is_unspaced;

/// Stand before the names of those who wrote.
const MARKERS: &[&str] =
    &["作者", "记者", "記者", "撰文", "通讯员", "通訊員", "实习生", "文/", "文／", "文 /", "文｜", "文|"];

/// Words that follow a name within the same run of signs.
const BEHIND_NAMES: &[&str] = &["发自", "报道", "報道", "报导", "報導", "摄", "文", "专电", "整理", "实习", "通讯员"];

/// Longer lines are sentences.
const MOST_CHARACTERS: usize = 100;
const MOST_BRACKETED_CHARACTERS: usize = 30;

/// The hundred commonest surnames, which bear more than four in five of all who write in Chinese.
const SURNAMES: &str = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文張劉陳楊趙黃吳孫馬羅鄭謝韓馮許鄧蕭呂蘇盧蔣賈葉閻鐘譚鄒陸顧龍萬錢湯喬賀賴龔";

/// Surnames that are rarer and no common word, which count behind a marker alone.
const RARER_SURNAMES: &str = "施庞樊兰殷洪翟颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦柳邢岳齐梅莫庄辛祝左涂祁耿牟詹苗凌纪靳童甄裴席屈鲍覃霍翁隋柏柯阮桂闵仇娄卓裘饶蓝骆丘沙敖冉荆滕房";

/// Words with which sites fill short lines, though a surname begins them.
const NO_NAMES: &[&str] = &[
    "文章",
    "正文",
    "金融",
    "高清",
    "高考",
    "江苏",
    "石家庄",
    "常见",
    "白皮书",
    "文化",
    "方法",
    "万象",
    "史料",
    "文学",
    "文娱",
    "龙虎榜",
    "马上",
    "任务",
    "何以",
    "周刊",
    "周末",
    "周报",
    "路透",
    "手记",
    "记者",
    "網站",
    "网站",
    "本站",
    "转载",
    "轉載",
    "网络",
    "未知",
    "匿名",
    "佚名",
];

/// The names behind a writer's marker in a short line; `line` may go on with other labels.
pub(super) fn names_behind_marker(line: &str) -> Vec<String> {
    if line.chars().take(MOST_CHARACTERS + 1).count() > MOST_CHARACTERS || line.contains('。') {
        return Vec::new();
    }
    let found = MARKERS.iter().filter_map(|marker| Some((line.find(marker)?, marker.len()))).min();
    let Some((at, length)) = found else { return Vec::new() };
    // "Reporters learnt that …" begins a sentence, "Reporters look at …" a menu.
    let behind = line[at + length..].trim_start_matches([' ', ':', '：', '】', ']', '\u{a0}']);
    let names = leading_names(behind);
    let is_apart = behind.len() < line.len() - at - length || line[at..].starts_with(['文', '撰']);
    let is_named = |name: &String| {
        name.chars().next().is_some_and(|first| SURNAMES.contains(first) || RARER_SURNAMES.contains(first))
    };
    if is_apart || names.iter().all(is_named) { names } else { Vec::new() }
}

/// Names at the beginning of a text, up to the first word that is none.
fn leading_names(text: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for word in text.split([' ', '、', '，', ',', '\u{3000}', '\u{a0}', '；', ';']).filter(|word| !word.is_empty()) {
        let run: usize =
            word.chars().take_while(|&c| is_unspaced(c) && !matches!(c, '、' | '。')).map(char::len_utf8).sum();
        let cut = BEHIND_NAMES.iter().filter_map(|behind| word[..run].find(behind)).filter(|&at| at > 3).min();
        let name = &word[..cut.unwrap_or(run)];
        let is_labelled = word[run..].starts_with(['：', ':', '（', '(']);
        if !(2..=4).contains(&name.chars().count()) || is_labelled || NO_NAMES.contains(&name) {
            break;
        }
        names.push(name.to_owned());
        if name.len() < word.len() {
            break;
        }
    }
    names
}

/// The names in a line that is nothing but names with common surnames.
pub(super) fn bare_names(line: &str) -> Vec<String> {
    let names: Vec<&str> = line.split([' ', '、', '\u{3000}']).filter(|word| !word.is_empty()).collect();
    let all = (1..=4).contains(&names.len()) && names.iter().all(|name| has_surname(name));
    if all { names.into_iter().map(str::to_owned).collect() } else { Vec::new() }
}

fn has_surname(name: &str) -> bool {
    (2..=3).contains(&name.chars().count())
        && name.chars().all(is_unspaced)
        && name.chars().next().is_some_and(|first| SURNAMES.contains(first))
        && !NO_NAMES.contains(&name)
}

/// Whether a line says no more than that names of writers follow: `本报记者`, `本报实习生`.
pub(super) fn is_label(line: &str) -> bool {
    const LABELS: &[&str] = &["记者", "記者", "实习生", "实习记者", "通讯员", "通訊員", "作者"];
    let label = line.trim().trim_end_matches([':', '：']);
    label.chars().take(9).count() <= 8 && LABELS.iter().any(|word| label.ends_with(word))
}

/// The name that a line gives as the source, where it is a person's: `来源：尹娟`.
pub(super) fn named_source(line: &str) -> Vec<String> {
    names_after(line, &["来源", "來源"]).into_iter().filter(|name| has_surname(name)).collect()
}

fn names_after(line: &str, labels: &[&str]) -> Vec<String> {
    if line.chars().take(MOST_CHARACTERS + 1).count() > MOST_CHARACTERS || line.contains('。') {
        return Vec::new();
    }
    let labelled = |label: &&str| Some(line.split_once(label)?.1.trim_start());
    let behind = labels.iter().filter_map(labelled).find_map(|rest| rest.strip_prefix([':', '：']));
    leading_names(behind.unwrap_or_default().trim_start())
}

/// The names in brackets at the end of a paragraph: `…（记者 胡晓蓉）`, `…（常书香 马丹阳）`.
pub(super) fn bracketed_names(paragraph: &str) -> Vec<String> {
    let Some(inside) = paragraph.trim_end().strip_suffix([')', '）']) else { return Vec::new() };
    let inside = inside.rsplit(['(', '（']).next().unwrap_or_default().trim();
    if inside.chars().take(MOST_BRACKETED_CHARACTERS + 1).count() > MOST_BRACKETED_CHARACTERS {
        return Vec::new();
    }
    let marked = names_behind_marker(inside);
    if marked.is_empty() { bare_names(inside) } else { marked }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_go_before_names() {
        for (line, names) in [
            ("2026年11月15日 09:40 来源：澜江晚报 作者：苗喆远 评论（12）", &["苗喆远"][..]),
            ("光明日报记者 王建宏 张文攀", &["王建宏", "张文攀"]),
            ("澜江商报记者马俊峰/文受访者供图", &["马俊峰"]),
            ("本报记者罗科苏盈发自北京", &["罗科苏盈"]),
            ("作者： 时间：2026", &[]),
            ("该作者文章", &[]),
            ("记者从市政府办公室了解到", &[]),
            ("首页｜澜江社记者看东北｜人物专访", &[]),
            ("澜江网 记者  伊琳  李清芬", &["伊琳", "李清芬"]),
            ("本报实习生 刘国栋 周炜", &["刘国栋", "周炜"]),
            ("渡轮沉没", &[]),
        ] {
            assert_eq!(names_behind_marker(line), names, "{line}");
        }
    }

    #[test]
    fn brackets_and_bare_lines_hold_names() {
        assert_eq!(bracketed_names("渡轮中午沉没。（记者 胡晓蓉）"), ["胡晓蓉"]);
        assert_eq!(bracketed_names("渡轮中午沉没。（常书香 马丹阳 ）"), ["常书香", "马丹阳"]);
        assert_eq!(bracketed_names("渡轮中午沉没（图）"), [""; 0]);
        assert_eq!(bare_names("胡平"), ["胡平"]);
        assert_eq!(bare_names("渡轮"), [""; 0]);
    }

    #[test]
    fn labels_go_before_lines_of_names() {
        for (line, label) in
            [("本报记者", true), ("本报实习生：", true), ("记者从市政府办公室了解到", false), ("", false)]
        {
            assert_eq!(is_label(line), label, "{line}");
        }
    }

    #[test]
    fn a_source_is_an_author_where_it_is_a_person() {
        for (line, names) in
            [("来源: 尹娟", &["尹娟"][..]), ("来源：澜江晚报", &[]), ("来源：转载", &[]), ("编辑：苏亮", &[])]
        {
            assert_eq!(named_source(line), names, "{line}");
        }
    }
}
