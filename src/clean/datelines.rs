//! What a text begins with: agency, place, date and reporter, as wires write them.

use super::names::names_between;
use crate::furniture::{agency_at, dateline_word_at, is_agency};
use crate::text::{is_unspaced, tidy_line};

/// Papers that call themselves "this paper" name nobody.
const THIS_PAPER: &[&str] = &["本报", "本報", "本网", "本網", "本刊", "本台"];

/// How a paper's or agency's name ends in Chinese, and how long it may be.
const PAPERS: &[char] = &['网', '網', '报', '報', '社', '台', '臺'];
const MOST_PAPER_CHARACTERS: usize = 8;
const MOST_PLACE_CHARACTERS: usize = 8;

/// Words before the dateline's own: "combined report", "special dispatch".
const KINDS: &[&str] = &["综合", "綜合", "专", "專", "快", "独家", "獨家", "即时", "即時"];

const REPORTERS: &[&str] = &["通讯员", "通訊員", "实习生", "實習生", "见习记者", "特约记者", "记者", "記者"];

/// A dateline is at the very beginning.
const MOST_BYTES: usize = 160;
const MOST_PLACE_WORDS: usize = 6;

/// What a dateline says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Dateline {
    pub(super) agency: Option<String>,
    /// As written, in this order; each if given.
    pub(super) place_and_date: Vec<String>,
    pub(super) reporters: Vec<String>,
}

impl Dateline {
    /// The dateline that a paragraph begins with, if it does.
    pub(super) fn read(text: &str) -> Option<Dateline> {
        let beginning = &text[..text.floor_char_boundary(MOST_BYTES)];
        han(beginning).or_else(|| in_brackets(beginning)).or_else(|| behind_dash(beginning))
    }
}

/// `新华社北京1月5日电（记者李雷、韩梅梅）`, `【河口日报讯】`.
fn han(text: &str) -> Option<Dateline> {
    let text = text.trim_start_matches(['【', '〔', '[', '(', '（', ' ', '\u{3000}']);
    let (agency, behind) = agency_at(text).filter(|(name, _)| name.contains(is_unspaced)).or_else(|| paper_at(text))?;
    let (place, behind) = split_while(behind, MOST_PLACE_CHARACTERS, |c| is_unspaced(c) && !is_word_start(c));
    let (date, behind) = date_at(behind);
    let behind = KINDS.iter().find_map(|kind| behind.strip_prefix(kind)).unwrap_or(behind);
    // "中新网北京电": the place goes on to the dateline's word.
    let (_, behind) = dateline_word_at(behind)?;
    let reporters = reporters_at(behind.trim_start_matches(['】', '〕', ']', ' ']));
    if date.is_empty() && reporters.is_empty() && !ends_dateline(behind) {
        return None;
    }
    let place_and_date = [place, date].into_iter().filter(|part| !part.is_empty()).map(str::to_owned).collect();
    let agency = (!THIS_PAPER.contains(&agency)).then(|| agency.to_owned());
    Some(Dateline { agency, place_and_date, reporters })
}

fn is_word_start(c: char) -> bool {
    matches!(c, '电' | '電' | '讯' | '訊' | '消' | '报' | '報' | '综' | '綜')
}

fn ends_dateline(behind: &str) -> bool {
    behind.starts_with(['】', '〕', ']', ' ', '\u{3000}', ')', '）', '：', ':'])
}

fn paper_at(text: &str) -> Option<(&str, &str)> {
    let end = text
        .char_indices()
        .take(MOST_PAPER_CHARACTERS)
        .take_while(|(_, c)| is_unspaced(*c))
        .find(|(at, c)| *at > 0 && PAPERS.contains(c))
        .map(|(at, c)| at + c.len_utf8())?;
    Some(text.split_at(end))
}

fn split_while(text: &str, most: usize, is_part: impl Fn(char) -> bool) -> (&str, &str) {
    let end = text.char_indices().take(most).take_while(|(_, c)| is_part(*c)).map(|(at, c)| at + c.len_utf8()).last();
    text.split_at(end.unwrap_or(0))
}

/// `11月1日`, `2026年11月1日`, `1日`.
fn date_at(text: &str) -> (&str, &str) {
    let (date, _) = split_while(text, 11, |c| c.is_ascii_digit() || matches!(c, '年' | '月' | '日'));
    let end = date.rfind('日').filter(|_| date.starts_with(|c: char| c.is_ascii_digit()));
    text.split_at(end.map_or(0, |at| at + '日'.len_utf8()))
}

/// `（记者 李雷 通讯员 韩梅梅）`
fn reporters_at(text: &str) -> Vec<String> {
    let Some(open) = text.strip_prefix(['(', '（']) else { return Vec::new() };
    let Some(close) = open.find([')', '）']) else { return Vec::new() };
    let inside = &open[..close];
    let Some(at) = REPORTERS.iter().filter_map(|word| inside.find(word)).min() else { return Vec::new() };
    let names = REPORTERS.iter().fold(inside[at..].to_owned(), |names, word| names.replace(word, " "));
    names_between(&names).into_iter().filter(|name| name.chars().count() <= 8).collect()
}

/// `LONDON, Jan 5 (Reuters) - `, `(ANSA) - ROMA, 5 GEN - `, `(서울=연합뉴스) 홍길동 기자 = `.
fn in_brackets(text: &str) -> Option<Dateline> {
    let open = text.find(['(', '（', '['])?;
    let close = open + text[open..].find([')', '）', ']'])?;
    let inside = text[open..close].trim_start_matches(['(', '（', '[']).trim();
    let behind = text[close..].trim_start_matches([')', '）', ']']).trim_start();
    let (place, agency) = inside.split_once('=').unwrap_or((text[..open].trim(), inside));
    if !is_agency(agency.trim()) {
        return None;
    }
    if let Some((reporter, _)) = behind.split_once("기자") {
        let reporters = names_between(reporter.trim());
        return Some(of(agency, place, reporters));
    }
    let behind = behind.strip_prefix(['-', '–', '—', ':', '.', '|'])?.trim_start();
    let place = match behind.split_once(" - ").or_else(|| behind.split_once(" – ")) {
        Some((after, _)) if place.is_empty() => after,
        _ => place,
    };
    (place.split_whitespace().count() <= MOST_PLACE_WORDS).then(|| of(agency, place, Vec::new()))
}

/// `МОСКВА, 5 янв — РИА Новости.`
fn behind_dash(text: &str) -> Option<Dateline> {
    let (place, behind) = text.split_once(" — ").or_else(|| text.split_once(" - "))?;
    let (agency, behind) = agency_at(behind)?;
    let is_place = place.split_whitespace().count() <= MOST_PLACE_WORDS && place.contains(',');
    (is_place && behind.trim_start().starts_with(['.', '/', ',', '-'])).then(|| of(agency, place, Vec::new()))
}

fn of(agency: &str, place: &str, reporters: Vec<String>) -> Dateline {
    let place_and_date = place.split(',').map(tidy_line).filter(|part| !part.is_empty()).collect();
    Dateline { agency: Some(agency.trim().to_owned()), place_and_date, reporters }
}

#[cfg(test)]
mod tests {
    use super::Dateline;

    #[test]
    fn datelines_are_read() {
        for (text, agency, place_and_date, reporters) in [
            ("央廣網上海11月1日消息(記者沈梅)為充分發揮", Some("央廣網"), &["上海", "11月1日"][..], &["沈梅"][..]),
            ("新华社北京1月5日电（记者李雷、韩梅梅）渡轮", Some("新华社"), &["北京", "1月5日"], &["李雷", "韩梅梅"]),
            ("中新网1月5日电 渡轮", Some("中新网"), &["1月5日"], &[]),
            ("河口日报讯（记者 李雷 通讯员 韩梅梅）渡轮", Some("河口日报"), &[], &["李雷", "韩梅梅"]),
            ("本报讯（记者 李雷）渡轮", None, &[], &["李雷"]),
            ("【大公报讯】渡轮", Some("大公报"), &[], &[]),
            ("LONDON, Jan 5 (Reuters) - The ferry", Some("Reuters"), &["LONDON", "Jan 5"], &[]),
            ("Berlin (dpa) - Die Fähre", Some("dpa"), &["Berlin"], &[]),
            ("(ANSA) - ROMA, 5 GEN - Il traghetto", Some("ANSA"), &["ROMA", "5 GEN"], &[]),
            ("(서울=연합뉴스) 홍길동 기자 = 나룻배가", Some("연합뉴스"), &["서울"], &["홍길동"]),
            ("МОСКВА, 5 янв — РИА Новости. Паром", Some("РИА Новости"), &["МОСКВА", "5 янв"], &[]),
            ("القاهرة (رويترز) - غادرت العبّارة", Some("رويترز"), &["القاهرة"], &[]),
        ] {
            let found = Dateline::read(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(found.agency.as_deref(), agency, "{text}");
            assert_eq!(found.place_and_date, place_and_date, "{text}");
            assert_eq!(found.reporters, reporters, "{text}");
        }
    }

    #[test]
    fn sentences_begin_with_none() {
        for text in [
            "新华社记者了解到，渡轮中午沉没。",
            "本报讯问了渡轮的船长。",
            "电视台报道说，渡轮沉没。",
            "The ferry (built in 1920) - an old boat - sank.",
            "The agency (Reuters) reported that the ferry sank.",
            "",
        ] {
            assert_eq!(Dateline::read(text), None, "{text}");
        }
    }
}
