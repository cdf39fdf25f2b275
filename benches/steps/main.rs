//! What each step costs for one article, and the whole: `cargo bench`. One iteration is one article, so that
//! what is printed are times an article.

mod pages;

use divan::{Bencher, black_box};
use feedmill::feed::FeedContext;
use feedmill::model::{Extracted, PageContext, Record};
use feedmill::text::{Signature, searchable};
use feedmill::{boilerplate, clean, decode, extract, feed, pipeline};
use pages::Language;

const LIMIT_BYTES: usize = 16 << 20;

fn main() {
    divan::main();
}

fn extracted(language: Language) -> Extracted {
    extract::page(&pages::page(language), &PageContext::default())
}

fn record(language: Language) -> Record {
    clean::record(extracted(language), None)
}

/// A packed page to its record: all that is pure.
#[divan::bench(args = Language::ALL)]
fn whole(bencher: Bencher<'_, '_>, language: Language) {
    let packed = pages::gzip(&pages::page(language));
    bencher.bench(|| {
        let page = decode::unpack("gzip", black_box(&packed), LIMIT_BYTES).expect("a sound body");
        pipeline::saved_record(&page, &PageContext::default())
    });
}

#[divan::bench(args = Language::ALL)]
fn a_unpack(bencher: Bencher<'_, '_>, language: Language) {
    let packed = pages::gzip(&pages::page(language));
    bencher.bench(|| decode::unpack("gzip", black_box(&packed), LIMIT_BYTES).map(|body| body.len()));
}

#[divan::bench(args = Language::ALL)]
fn b_charset(bencher: Bencher<'_, '_>, language: Language) {
    let page = pages::page(language);
    bencher.bench(|| decode::page_text(black_box(page.as_bytes()), Some("text/html")).text.len());
}

#[divan::bench(args = Language::ALL)]
fn c_extract(bencher: Bencher<'_, '_>, language: Language) {
    let page = pages::page(language);
    bencher.bench(|| extract::page(black_box(&page), &PageContext::default()));
}

#[divan::bench(args = Language::ALL)]
fn d_clean(bencher: Bencher<'_, '_>, language: Language) {
    bencher.with_inputs(|| extracted(language)).bench_values(|extracted| clean::record(extracted, None));
}

#[divan::bench(args = Language::ALL)]
fn e_boilerplate_keys(bencher: Bencher<'_, '_>, language: Language) {
    let record = record(language);
    bencher.bench(|| boilerplate::prints(black_box(&record.blocks)));
}

#[divan::bench(args = Language::ALL)]
fn f_signature(bencher: Bencher<'_, '_>, language: Language) {
    let record = record(language);
    bencher.bench(|| Signature::of(black_box(&record.text)));
}

#[divan::bench(args = Language::ALL)]
fn g_words_for_search(bencher: Bencher<'_, '_>, language: Language) {
    let record = record(language);
    bencher.bench(|| searchable(black_box(&record.text)).len());
}

/// A feed of 25 items.
#[divan::bench(args = Language::ALL)]
fn feed_of_25(bencher: Bencher<'_, '_>, language: Language) {
    let document = pages::feed(language);
    let context = FeedContext { url: None, content_type: None, timezone: feedmill::zone::Tz::UTC };
    bencher.bench(|| feed::parse(black_box(document.as_bytes()), &context));
}
