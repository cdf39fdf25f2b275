//! Writes what a package holds beside the program: manual pages and completions, from the command line as it is.
//!
//! `cargo run --example assets -- DIR` gives `DIR/man/*.1` and `DIR/completions/*`.

use clap_complete::Shell;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Below the pages of clap: what a person looks for at the end of a manual page.
const FILES: &str = r#".SH ENVIRONMENT
.TP
.B FEEDMILL_CONFIG
The configuration, as \-\-config.
.TP
.B FEEDMILL_LOG
What is logged: debug, or feedmill=debug,reqwest=info.
.TP
.B NO_COLOR
No colours, if it is set.
.SH FILES
.TP
.I /etc/feedmill/feedmill.toml
The service's configuration; feeds stand in
.I /etc/feedmill/conf.d
.TP
.I /var/lib/feedmill/feedmill.db
The archive: a SQLite database that the group
.B feedmill
may read.
.TP
.I /usr/share/doc/feedmill
What each key of the configuration means, what each error means, the views of the database.
.SH EXIT STATUS
0 done, 1 it did not work, 2 wrong usage, 78 wrong configuration.
.SH SEE ALSO
.BR systemctl (1),
.BR journalctl (1),
.BR sqlite3 (1)
"#;

fn main() -> io::Result<()> {
    write_assets(&PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| "target/assets".to_owned())))
}

/// A manual page for the program and for each command (`feedmill.1`, `feedmill-rules-test.1`), and completions for
/// bash, zsh and fish.
pub fn write_assets(dir: &Path) -> io::Result<()> {
    let (man, completions) = (dir.join("man"), dir.join("completions"));
    fs::create_dir_all(&man)?;
    fs::create_dir_all(&completions)?;
    for shell in [Shell::Bash, Shell::Zsh, Shell::Fish] {
        clap_complete::generate_to(shell, &mut feedmill::cli::command(), "feedmill", &completions)?;
    }
    clap_mangen::generate_to(feedmill::cli::command(), &man)?;
    OpenOptions::new().append(true).open(man.join("feedmill.1"))?.write_all(FILES.as_bytes())
}
