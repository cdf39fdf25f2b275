//! `feedmill rules`: site rules tried out, and taken over from elsewhere.

mod import;
mod test;

use super::arguments::{Place, Rules, RulesCommand};
use super::failure::Failure;

pub fn rules(place: &Place, rules: &Rules) -> Result<(), Failure> {
    match &rules.command {
        RulesCommand::Import(import) => import::import(import),
        RulesCommand::Test(test) => test::test(place, test),
    }
}
