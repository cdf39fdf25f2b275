//! `feedmill rules`: site rules tried out, and taken over from elsewhere.

mod import;
mod test;

use super::arguments::{Place, RulesCommand};
use super::failure::Failure;

pub fn rules(place: &Place, command: &RulesCommand) -> Result<(), Failure> {
    match command {
        RulesCommand::Import(import) => import::import(import),
        RulesCommand::Test(test) => test::test(place, test),
    }
}
