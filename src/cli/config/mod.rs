//! `feedmill config`: what the configuration comes to, and what taking it up would change.

mod diff;
mod show;

pub use diff::fates;

use super::arguments::{ConfigCommand, Place};
use super::failure::Failure;

pub fn config(place: &Place, command: &ConfigCommand) -> Result<(), Failure> {
    match command {
        ConfigCommand::Show(show) => show::show(place, show),
        ConfigCommand::Diff(diff) => diff::diff(place, diff),
    }
}
