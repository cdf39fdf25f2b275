//! The command line: arguments to one command's file, its end to an exit code.
//!
//! Exit: 0 done, 1 it did not work, 2 wrong usage, 78 wrong configuration (`EX_CONFIG` of sysexits.h).

mod add;
mod backfill;
mod backup;
mod boilerplate;
mod changes;
mod check;
mod completions;
mod config;
mod demo;
mod diff;
mod explain;
mod export;
mod extract;
mod failure;
mod fetch;
mod files;
mod grid;
mod import;
mod list;
mod locate;
mod logging;
mod output;
mod parallel;
mod parse;
mod progress;
mod purge;
mod reextract;
mod reload;
mod retry;
mod rules;
mod run;
mod saved;
mod schedule;
mod search;
mod selection;
mod show;
mod status;
mod story;
mod systemd;

use arguments::{Arguments, Command};
use clap::{CommandFactory, FromArgMatches};
use failure::Failure;
use feedmill_arguments as arguments;
use std::process::ExitCode;

/// The command line as clap sees it, for manual pages, completions, and tests of what others write in it.
pub fn command() -> clap::Command {
    Arguments::command().version(env!("CARGO_PKG_VERSION"))
}

/// Runs the command that the process's arguments name.
pub fn main() -> ExitCode {
    let arguments = match typed() {
        Ok(arguments) => arguments,
        Err(usage) => {
            // Help and version come this way too and exit with 0. A closed pipe is no fault of ours.
            let _ = usage.print();
            return ExitCode::from(u8::try_from(usage.exit_code()).unwrap_or(2));
        }
    };
    match perform(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            failure.print();
            failure.exit_code()
        }
    }
}

fn typed() -> Result<Arguments, clap::Error> {
    let mut matches = command().try_get_matches()?;
    Arguments::from_arg_matches_mut(&mut matches).map_err(|fault| fault.format(&mut command()))
}

fn perform(arguments: Arguments) -> Result<(), Failure> {
    let place = arguments.place;
    match arguments.command {
        Command::Add(add) => add::add(&place, &add),
        Command::Backup(backup) => backup::backup(&place, &backup),
        Command::Boilerplate(boilerplate) => boilerplate::boilerplate(&place, &boilerplate),
        Command::Backfill(backfill) => backfill::backfill(&place, &backfill),
        Command::Check(check) => check::check(&place, &check),
        Command::Completions(completions) => completions::completions(&completions),
        Command::Config(command) => config::config(&place, &command),
        Command::Demo(demo) => demo::demo(&demo),
        Command::Diff(diff) => diff::diff(&place, &diff),
        Command::Export(export) => export::export(&place, &export),
        Command::Extract(extract) => extract::extract(&place, &extract),
        Command::Fetch(fetch) => fetch::fetch(&place, &fetch),
        Command::Import(import) => import::import(&place, &import),
        Command::List(list) => list::list(&place, &list),
        Command::Parse(parse) => parse::parse(&parse),
        Command::Purge(purge) => purge::purge(&place, &purge),
        Command::Reextract(reextract) => reextract::reextract(&place, &reextract),
        Command::Rules(command) => rules::rules(&place, &command),
        Command::Retry(retry) => retry::retry(&place, &retry),
        Command::Reload(reload) => reload::reload(&place, &reload),
        Command::Run => run::run(&place),
        Command::Schedule(schedule) => schedule::schedule(&place, &schedule),
        Command::Search(search) => search::search(&place, &search),
        Command::Show(show) => show::show(&place, &show),
        Command::Story(story) => story::story(&place, &story),
        Command::Status(status) => status::status(&place, &status),
        Command::Explain(explain) => explain::explain(&place, &explain),
    }
}
