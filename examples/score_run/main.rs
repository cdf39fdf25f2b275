//! The score run: how feedmill behaves towards the servers of a fleet of feeds in sixty simulated days.
//!
//! ```sh
//! cargo run --example score_run               # prints the report
//! cargo run --example score_run -- --write    # puts it into docs/behaviour.md
//! ```

mod fleet;
mod report;
mod run;

use std::path::Path;

fn main() -> std::io::Result<()> {
    let folder = run::folder()?;
    let report = report::report(&run::run(folder.path()));
    if std::env::args().any(|argument| argument == "--write") {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/behaviour.md");
        let page = std::fs::read_to_string(&path)?;
        return std::fs::write(path, report::put_into(&page, &report));
    }
    print!("{report}");
    Ok(())
}
