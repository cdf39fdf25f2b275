//! Names in what East Asian news begin with: `河口日报讯（记者 李雷）`, `【河口＝山田太郎】`, `(하구=뉴스) 김하늘 기자 =`.

use super::unspaced;
use crate::text::is_unspaced;

/// Lead-ins stand within the first characters of a text.
const MOST_CHARACTERS: usize = 70;

/// Longer names of persons are none.
const MOST_NAME_CHARACTERS: usize = 8;

/// The names in a paragraph's lead-in; none in a paragraph without one.
pub(super) fn names_in_lead_in(paragraph: &str) -> Vec<String> {
    let end = paragraph.char_indices().nth(MOST_CHARACTERS).map_or(paragraph.len(), |(at, _)| at);
    let head = &paragraph[..end];
    let bracketed = [('（', '）'), ('(', ')'), ('【', '】'), ('［', '］')]
        .into_iter()
        .filter_map(|(open, close)| head.split_once(open)?.1.split_once(close))
        .map(|(inside, _)| inside);
    let found = bracketed.map(|inside| {
        let marked = unspaced::names_behind_marker(inside);
        if marked.is_empty() { correspondent(inside) } else { marked }
    });
    found.chain([reporters(head)]).find(|names| !names.is_empty()).unwrap_or_default()
}

/// The name behind the place in a Japanese lead-in.
fn correspondent(inside: &str) -> Vec<String> {
    let Some((place, name)) = inside.rsplit_once(['＝', '=']) else { return Vec::new() };
    let name = name.trim();
    let is_name = (3..=MOST_NAME_CHARACTERS).contains(&name.chars().count())
        && name.chars().all(|c| is_unspaced(c) || c == ' ')
        && place.chars().next().is_some_and(is_unspaced);
    if is_name { vec![name.to_owned()] } else { Vec::new() }
}

/// The names before the Korean word for reporter, of a line or a lead-in: `김하늘 기자`, `김하늘·이바다 기자`.
pub(super) fn reporters(line: &str) -> Vec<String> {
    const REPORTERS: &[&str] = &["선임기자", "전문기자", "기자", "특파원", "통신원"];
    let is_hangul = |c: char| ('\u{ac00}'..='\u{d7a3}').contains(&c);
    if !line.chars().any(is_hangul) || line.chars().take(MOST_CHARACTERS + 1).count() > MOST_CHARACTERS {
        return Vec::new();
    }
    for word in REPORTERS {
        for (at, _) in line.match_indices(word) {
            // 기자회견 is a press conference.
            if line[at + word.len()..].starts_with(is_hangul) {
                continue;
            }
            let before = line[..at].trim_end();
            let names = before.rsplit([' ', ']', ')', '=', '>', '|', '/']).next().unwrap_or_default();
            let names: Vec<String> = names.split(['·', ',', 'ㆍ']).map(str::to_owned).collect();
            let is_name = |name: &String| (2..=4).contains(&name.chars().count()) && name.chars().all(is_hangul);
            if before.len() < at && names.iter().all(is_name) {
                return names;
            }
        }
    }
    Vec::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lead_ins_hold_names() {
        for (paragraph, names) in [
            ("河口日报讯（记者 李雷）停航十年之后，渡轮重新往返。", &["李雷"][..]),
            ("新华社河口1月5日电（记者李雷、韩梅梅）渡轮重新往返。", &["李雷", "韩梅梅"]),
            ("【河口＝山田太郎】渡し船が戻った。", &["山田太郎"]),
            ("(하구=뉴스) 김하늘 기자 = 나루가 다시 열렸다.", &["김하늘"]),
            ("[하구=뉴스] 김하늘·이바다 기자 = 나루가 다시 열렸다.", &["김하늘", "이바다"]),
            ("김하늘 시장은 기자회견에서 나루를 다시 연다고 말했다.", &[]),
            ("渡轮（见图）停航十年之后重新往返。", &[]),
            ("The ferry (built in 1990) returned.", &[]),
            ("", &[]),
        ] {
            assert_eq!(names_in_lead_in(paragraph), names, "{paragraph}");
        }
        assert_eq!(reporters("김하늘 기자 sky@bridge.example"), ["김하늘"]);
        assert_eq!(reporters("나루 기자"), ["나루"]);
    }
}
