//! A progress bar on a terminal, nothing anywhere else.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;

/// A bar on standard error if both it and standard output's reader are people; hidden otherwise.
///
/// `length` 0 stands for a total that is not known yet: see `set_total`.
pub fn bar(length: u64, what: &'static str) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::with_draw_target(Some(length), ProgressDrawTarget::stderr_with_hz(8));
    let template = "{prefix} {bar:30} {pos}/{len} {wide_msg} {elapsed}";
    // The template is ours; if it were wrong the bar's own default would do.
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style.progress_chars("=> "));
    }
    bar.with_prefix(what)
}
