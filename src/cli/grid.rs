//! A table for people: columns fitted to a terminal, colours where there are some, wide characters counted as wide.

use super::output::printable;
use std::env;
use std::io::{self, IsTerminal};
use terminal_size::{Height, Width, terminal_size_of};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// What the table is drawn on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Canvas {
    /// Columns of the terminal; `None` where lines may be as long as they are.
    pub width: Option<usize>,
    pub height: Option<usize>,
    pub has_colours: bool,
}

impl Canvas {
    /// Standard output: colours on a terminal that has them, unless `NO_COLOR` is set (no-color.org).
    pub fn of_stdout() -> Canvas {
        let is_set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
        let is_dumb = env::var_os("TERM").is_some_and(|term| term == "dumb");
        let size = terminal_size_of(io::stdout());
        Canvas {
            width: size.map(|(Width(columns), _)| columns.into()),
            height: size.map(|(_, Height(rows))| rows.into()),
            has_colours: io::stdout().is_terminal() && !is_set("NO_COLOR") && !is_dumb,
        }
    }
}

/// What a cell looks like, apart from its text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    #[default]
    Plain,
    Good,
    Odd,
    Bad,
    /// Of less weight than what stands beside it.
    Faint,
    Heading,
}

impl Tone {
    /// SGR parameters of ECMA-48.
    fn code(self) -> Option<&'static str> {
        match self {
            Tone::Plain => None,
            Tone::Good => Some("32"),
            Tone::Odd => Some("33"),
            Tone::Bad => Some("31"),
            Tone::Faint => Some("2"),
            Tone::Heading => Some("1"),
        }
    }
}

/// One cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    pub text: String,
    pub tone: Tone,
}

impl Cell {
    pub fn plain(text: impl Into<String>) -> Cell {
        Cell::toned(text, Tone::Plain)
    }

    pub fn toned(text: impl Into<String>, tone: Tone) -> Cell {
        Cell { text: text.into(), tone }
    }
}

/// One column.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    pub title: &'static str,
    pub is_number: bool,
    /// On a narrow terminal those with the highest number go first; 0 stays.
    pub goes: u8,
}

/// A gap between two columns.
const GAP: usize = 2;
/// The last column is dropped rather than cut below this.
const LEAST_OF_LAST: usize = 12;

/// Lines under a header. On a terminal the last column is cut where the line ends, and columns go until it has room.
pub fn grid(columns: &[Column], rows: &[Vec<Cell>], canvas: Canvas) -> String {
    let mut widths: Vec<usize> = columns.iter().map(|column| column.title.width()).collect();
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(printable(&cell.text).width());
        }
    }
    let shown = shown(columns, &widths, canvas.width);
    let header = columns.iter().map(|column| Cell::toned(column.title, Tone::Heading)).collect();
    let lines = std::iter::once(&header).chain(rows).map(|row: &Vec<Cell>| {
        let mut line = String::new();
        let mut room = canvas.width.unwrap_or(usize::MAX);
        let mut owed = 0;
        for &at in &shown {
            let Some(cell) = row.get(at) else { continue };
            let text = cut(&printable(&cell.text), room.saturating_sub(owed));
            let blank = widths[at].saturating_sub(text.width());
            let (before, after) = if columns[at].is_number { (blank, 0) } else { (0, blank) };
            // Blanks are owed, not paid: a line has none at its end.
            if !text.is_empty() {
                line.push_str(&" ".repeat(owed + before));
                room = room.saturating_sub(owed + before + text.width());
                owed = 0;
                line.push_str(&painted(&text, cell.tone, canvas.has_colours));
            } else {
                owed += before;
            }
            owed += after + GAP;
        }
        line
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Which columns are there, in their order.
fn shown(columns: &[Column], widths: &[usize], room: Option<usize>) -> Vec<usize> {
    let mut shown: Vec<usize> = (0..columns.len()).collect();
    let Some(room) = room else { return shown };
    while let Some((&last, before)) = shown.split_last() {
        let needed = before.iter().map(|at| widths[*at] + GAP).sum::<usize>() + widths[last].min(LEAST_OF_LAST);
        let dispensable = shown.iter().copied().filter(|at| columns[*at].goes > 0).max_by_key(|at| columns[*at].goes);
        match dispensable {
            Some(goes) if needed > room => shown.retain(|at| *at != goes),
            _ => break,
        }
    }
    shown
}

/// Text of at most `room` columns, with an ellipsis where something is missing.
pub fn cut(text: &str, room: usize) -> String {
    if text.width() <= room {
        return text.to_owned();
    }
    let mut width = 0;
    let kept = text.chars().take_while(|c| {
        width += c.width().unwrap_or(0);
        width < room
    });
    let mut kept: String = kept.collect();
    if room > 0 {
        kept.push('…');
    }
    kept
}

/// Text in its tone, where there are colours.
pub fn painted(text: &str, tone: Tone, has_colours: bool) -> String {
    match tone.code() {
        Some(code) if has_colours => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: &[Column] = &[
        Column { title: "FEED", is_number: false, goes: 0 },
        Column { title: "ARTICLES", is_number: true, goes: 1 },
        Column { title: "ERROR", is_number: false, goes: 0 },
    ];

    fn row(key: &str, articles: &str, error: &str) -> Vec<Cell> {
        vec![Cell::plain(key), Cell::toned(articles, Tone::Good), Cell::plain(error)]
    }

    #[test]
    fn wide_characters_are_counted_as_wide() {
        let rows = [row("南江晚报", "12", "超时：没有回答"), row("courier", "3", "")];
        let drawn = grid(COLUMNS, &rows, Canvas::default());
        assert_eq!(drawn, "FEED      ARTICLES  ERROR\n南江晚报        12  超时：没有回答\ncourier          3");
        let narrow = Canvas { width: Some(26), ..Canvas::default() };
        let drawn = grid(COLUMNS, &rows, narrow);
        assert_eq!(drawn.lines().nth(1).unwrap(), "南江晚报  超时：没有回答", "the articles had no room");
        let narrow = Canvas { width: Some(22), ..Canvas::default() };
        let drawn = grid(COLUMNS, &rows, narrow);
        assert_eq!(drawn.lines().nth(1).unwrap(), "南江晚报  超时：没有…");
        assert!(drawn.lines().all(|line| line.width() <= 22), "{drawn}");
    }

    #[test]
    fn colours_are_there_only_where_they_may_be() {
        let rows = [row("courier", "3", "")];
        assert!(!grid(COLUMNS, &rows, Canvas::default()).contains('\u{1b}'));
        let coloured = grid(COLUMNS, &rows, Canvas { has_colours: true, ..Canvas::default() });
        assert!(coloured.contains("\u{1b}[32m3\u{1b}[0m") && coloured.starts_with("\u{1b}[1mFEED"), "{coloured:?}");
    }

    #[test]
    fn what_strangers_say_steers_nothing() {
        let drawn =
            grid(COLUMNS, &[row("a", "1", "\u{1b}[2J gone")], Canvas { has_colours: true, ..Canvas::default() });
        assert!(!drawn.contains("\u{1b}[2J"), "{drawn:?}");
    }
}
