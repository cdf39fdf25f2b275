//! `feedmill config`: what the configuration comes to, and what taking it up would change.

mod diff;
mod show;

pub use diff::fates;

use super::arguments::{ConfigCommand, ConfigLook, Place};
use super::failure::Failure;

pub fn config(place: &Place, arguments: &ConfigLook) -> Result<(), Failure> {
    match &arguments.command {
        ConfigCommand::Show(show) => show::show(place, show),
        ConfigCommand::Diff(diff) => diff::diff(place, diff),
    }
}
