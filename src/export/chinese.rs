//! Chinese articles in one form of the characters, whatever they were written in.

use crate::model::ArticleRow;
use crate::text::{ChineseConverter, ChineseForm};

/// Chinese and its languages that are written in the same characters, as primary subtags.
const CHINESE: [&str; 10] = ["zh", "cmn", "yue", "wuu", "nan", "hak", "gan", "hsn", "cdo", "lzh"];

/// An article with all that is Chinese in the converter's form, and its language saying so: `zh-Hant`.
///
/// Articles in other languages stay as they are, Japanese above all. `content_hash` stays that of the record.
pub fn in_chinese_form(article: ArticleRow, converter: &ChineseConverter) -> ArticleRow {
    let Some((primary, form)) = article.language.as_deref().and_then(|language| form_tag(language, converter.form()))
    else {
        return article;
    };
    let sample = [article.title.as_deref().unwrap_or_default(), &article.text].concat();
    let rewriter = converter.for_text_like(&sample);
    let text = |text: String| rewriter.convert(&text);
    let list = |texts: Vec<String>| texts.into_iter().map(text).collect();
    ArticleRow {
        language: Some(format!("{primary}-{form}")),
        title: article.title.map(text),
        authors: list(article.authors),
        summary: article.summary.map(text),
        text: text(article.text),
        markdown: text(article.markdown),
        section: article.section.map(text),
        keywords: list(article.keywords),
        ..article
    }
}

/// A Chinese language and the script it is turned into, `None` for other languages.
fn form_tag(language: &str, form: ChineseForm) -> Option<(&str, &'static str)> {
    let primary = language.split(['-', '_']).next().unwrap_or(language);
    let script = match form {
        ChineseForm::Simplified => "Hans",
        ChineseForm::Traditional => "Hant",
        ChineseForm::HongKong => "Hant-HK",
    };
    CHINESE.iter().any(|known| known.eq_ignore_ascii_case(primary)).then_some((primary, script))
}
