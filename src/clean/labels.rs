//! Lines of labelled facts, as sites in scripts without spaces set them under the headline:
//! `2026年11月15日 09:40 来源：澜江晚报 作者：苗喆远 评论（12） 【字体：大 中 小】`.

use crate::text::is_unspaced;

/// Labels and the role of what stands behind them; without a role it is no name.
const LABELS: &[(&str, Option<&str>)] = &[
    ("文章来源", Some("agency")),
    ("稿件来源", Some("agency")),
    ("信息来源", Some("agency")),
    ("来源", Some("agency")),
    ("來源", Some("agency")),
    ("稿源", Some("agency")),
    ("出处", Some("agency")),
    ("作者", Some("reporter")),
    ("记者", Some("reporter")),
    ("記者", Some("reporter")),
    ("责任编辑", Some("editor")),
    ("責任編輯", Some("editor")),
    ("编辑", Some("editor")),
    ("編輯", Some("editor")),
    ("责编", Some("editor")),
    ("校对", Some("editor")),
    ("审核", Some("editor")),
    ("摄影", Some("photographer")),
    ("发布时间", None),
    ("发表时间", None),
    ("发布日期", None),
    ("更新时间", None),
    ("更新日時", None),
    ("配信日時", None),
    ("时间", None),
    ("日期", None),
    ("字体", None),
    ("字號", None),
    ("字号", None),
    ("浏览次数", None),
    ("浏览", None),
    ("阅读", None),
    ("点击数", None),
    ("点击", None),
    ("评论", None),
    ("訪問次數", None),
    ("打印", None),
    ("收藏", None),
    ("分享到", None),
];

/// What closes a label, so that a word of a sentence is none.
const CLOSERS: &[char] = &['：', ':', '（', '(', '】', ']'];

/// Longer lines are sentences.
const MOST_CHARACTERS: usize = 140;

/// Labels, or a label and a date, that make a line of facts.
const LEAST_FACTS: usize = 2;

/// The roles and values of a line that is nothing but labelled facts; `None` for any other.
pub(super) fn labelled_facts(line: &str) -> Option<Vec<(&'static str, &str)>> {
    // A line in letters has none of the labels.
    let is_unlabelled = !line.bytes().any(|byte| matches!(byte, 0xe4..=0xe9));
    if is_unlabelled || line.chars().take(MOST_CHARACTERS + 1).count() > MOST_CHARACTERS || line.contains('。') {
        return None;
    }
    let labels = labels_in(line);
    let facts = labels.len() + usize::from(has_date(line));
    if labels.is_empty() || facts < LEAST_FACTS {
        return None;
    }
    let ends = labels.iter().skip(1).map(|label| label.start).chain([line.len()]);
    let values =
        labels.iter().zip(ends).filter_map(|(label, end)| Some((label.role?, value_of(&line[label.end..end]))));
    Some(values.filter(|(_, value)| !value.is_empty() && !value.contains(['=', '"'])).collect())
}

struct Label {
    role: Option<&'static str>,
    start: usize,
    /// Behind the label and what closes it.
    end: usize,
}

fn labels_in(line: &str) -> Vec<Label> {
    let mut labels = Vec::new();
    let mut at = 0;
    while let Some(c) = line[at..].chars().next() {
        let rest = &line[at..];
        let found = LABELS.iter().find(|(label, _)| rest.starts_with(label));
        let Some((label, role)) = found else {
            at += c.len_utf8();
            continue;
        };
        let behind = rest[label.len()..].trim_start();
        let end = line.len() - behind.len();
        let is_closed = behind.starts_with(CLOSERS);
        // Commands such as "print" stand alone at the end of the line or before a space.
        let is_command = role.is_none() && (behind.is_empty() || line[at + label.len()..].starts_with(' '));
        if is_closed || is_command {
            let closer = behind.chars().next().filter(|_| is_closed).map_or(0, char::len_utf8);
            labels.push(Label { role: *role, start: at, end: end + closer });
        }
        at += label.len();
    }
    labels
}

/// A value up to what belongs to something else: a date, a bracket, a bar.
fn value_of(text: &str) -> &str {
    let end = text.find(['【', '[', '（', '(', '|', '｜']).unwrap_or(text.len());
    let value = text[..end]
        .trim_matches(|c: char| c.is_whitespace() || matches!(c, ']' | '】' | ')' | '）' | ',' | '，' | '/'));
    let first_digit = value.find(|c: char| c.is_ascii_digit()).filter(|_| value.contains(is_unspaced));
    value[..first_digit.unwrap_or(value.len())].trim_end()
}

/// Whether a full date is printed in the line.
fn has_date(line: &str) -> bool {
    let digits = line.chars().filter(char::is_ascii_digit).count();
    digits >= 6 && (line.contains('年') || line.contains("20") || line.contains("19"))
}

#[cfg(test)]
mod tests {
    use super::labelled_facts;

    #[test]
    fn facts_are_read_and_sentences_are_not() {
        for (line, facts) in [
            (
                "2026年11月15日 09:40 来源：澜江晚报 作者：苗喆远 评论（12） 【字体：大 中 小】 打印",
                Some(&[("agency", "澜江晚报"), ("reporter", "苗喆远")][..]),
            ),
            ("来源：澜江晚报 2026-11-15 09:40", Some(&[("agency", "澜江晚报")])),
            ("发布时间：2026-11-15 浏览次数：120", Some(&[])),
            ("编辑：李雷 校对：韩梅梅", Some(&[("editor", "李雷"), ("editor", "韩梅梅")])),
            ("记者了解到，渡轮的时间表已经更新", None),
            ("作者： size=\"20\" 来源：澜江晚报 发布日期： 7/5/2026", Some(&[("agency", "澜江晚报")])),
            ("来源：澜江晚报", None),
            ("2026年11月15日，渡轮沉没", None),
            ("", None),
        ] {
            assert_eq!(labelled_facts(line).as_deref(), facts, "{line}");
        }
    }
}
