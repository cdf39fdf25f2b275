//! Saved pages as the scorer sees them, for `training/fit_blocks.py`.
//!
//!     study TREES ROWS [SCORES] < FILES
//!
//! TREES is a table of trees, or `-` for the one in use; standard input has the pages' file names. The numbers of
//! each block go to the file ROWS, 16-bit little-endian; standard output has the names of the numbers, then a JSON
//! line a page: its blocks' texts and scores, the text that is made of them and what was left out. SCORES, 32-bit
//! floating point, little-endian, are those of all pages' blocks in order, used in place of what the trees say.
//! Pages must be UTF-8.

use feedmill::{clean, extract};
use serde_json::json;
use std::io::{BufReader, BufWriter, Error, ErrorKind, Read, Write};

fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let (Some(trees), Some(rows)) = (arguments.next(), arguments.next()) else {
        return Err(Error::new(ErrorKind::InvalidInput, "study TREES ROWS [SCORES] < FILES"));
    };
    let trees = if trees == "-" { None } else { Some(std::fs::read(trees)?) };
    let mut rows = BufWriter::new(std::fs::File::create(rows)?);
    let mut scores = arguments.next().map(std::fs::File::open).transpose()?.map(BufReader::new);
    let mut out = std::io::stdout().lock();
    writeln!(out, "{}", json!({ "features": extract::feature_names() }))?;
    for file in std::io::stdin().lines() {
        let file = file?;
        let html = String::from_utf8_lossy(&std::fs::read(&file)?).into_owned();
        let mut too_few = None;
        let studied = extract::study(&html, trees.as_deref(), |judged| {
            for score in judged {
                too_few = too_few.take().or(scores.as_mut().and_then(|scores| next(scores, score).err()));
            }
        });
        let studied = studied.ok_or_else(|| Error::new(ErrorKind::InvalidData, "not a table of trees"))?;
        if let Some(error) = too_few {
            return Err(error);
        }
        for block in &studied.blocks {
            for number in &block.features {
                rows.write_all(&number.to_le_bytes())?;
            }
        }
        let blocks: Vec<&str> = studied.blocks.iter().map(|block| block.text.as_str()).collect();
        let scores: Vec<f32> = studied.blocks.iter().map(|block| block.score).collect();
        let record = clean::record(studied.extracted, None);
        let removed: Vec<[&str; 2]> =
            record.removed.iter().map(|left| [left.why.as_str(), left.text.as_str()]).collect();
        let line = json!({ "file": file, "blocks": blocks, "scores": scores, "text": record.text, "captions": record.captions,
                            "removed": removed });
        writeln!(out, "{line}")?;
    }
    rows.flush()
}

/// Reads the next score into `score`.
fn next(scores: &mut impl Read, score: &mut f32) -> std::io::Result<()> {
    let mut bytes = [0; 4];
    scores.read_exact(&mut bytes)?;
    *score = f32::from_le_bytes(bytes);
    Ok(())
}
