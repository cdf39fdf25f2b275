//! Letters as they are compared when searching: without case and accents.

use unicode_normalization::char::{decompose_canonical, is_combining_mark};

/// A letter in lower case without its accents; `None` for an accent standing alone.
///
/// ```
/// use feedmill::text::fold_letter;
/// assert_eq!(fold_letter('É'), Some('e'));
/// assert_eq!(fold_letter('\u{301}'), None);
/// assert_eq!(fold_letter('闻'), Some('闻'));
/// ```
pub fn fold_letter(c: char) -> Option<char> {
    if c.is_ascii() {
        return Some(c.to_ascii_lowercase());
    }
    if is_combining_mark(c) {
        return None;
    }
    let mut base = None;
    decompose_canonical(c, |part| {
        base.get_or_insert(part);
    });
    base.unwrap_or(c).to_lowercase().next()
}
