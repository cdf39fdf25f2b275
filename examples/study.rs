//! The text blocks of saved pages with the numbers they are judged by, one JSON line a page: what
//! `training/fit_blocks.py` fits the weights of `extract/score.rs` to. Pages must be UTF-8.

use feedmill::extract;
use serde_json::json;

fn main() -> std::io::Result<()> {
    println!("{}", json!({ "features": extract::feature_names() }));
    for file in std::env::args().skip(1) {
        let html = String::from_utf8_lossy(&std::fs::read(&file)?).into_owned();
        let blocks: Vec<_> =
            extract::study(&html).into_iter().map(|block| json!([block.text, block.features])).collect();
        println!("{}", json!({ "file": file, "blocks": blocks }));
    }
    Ok(())
}
