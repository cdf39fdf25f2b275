//! `feedmill backup`: a consistent, verified copy of the database while the daemon writes.

use super::arguments::{Backup, Place};
use super::failure::Failure;
use super::locate;

pub fn backup(place: &Place, arguments: &Backup) -> Result<(), Failure> {
    locate::archive(place)?.backup(&arguments.out)?;
    let size = std::fs::metadata(&arguments.out)?.len();
    eprintln!("{}: {:.1} MiB, verified", arguments.out.display(), size as f64 / f64::from(1 << 20));
    Ok(())
}
