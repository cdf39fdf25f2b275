//! A headline and what sites put behind it.

/// Whether a title is a headline and, behind a separator, something shorter: a section's or a site's name.
///
/// ```
/// use feedmill::text::goes_on_behind;
/// assert!(goes_on_behind("Night ferry returns | The Bridge", "Night ferry returns"));
/// assert!(!goes_on_behind("Night ferry returns: a story", "Night ferry returns"));
/// ```
pub fn goes_on_behind(title: &str, headline: &str) -> bool {
    const MARKS: &[char] = &['_', '|', '｜', '-', '–', '—', '－', '·', '•', '»', '›', '>', '/'];
    let behind = title.trim().strip_prefix(headline).map(str::trim_start);
    behind.is_some_and(|rest| rest.starts_with(MARKS) && rest.len() < headline.len())
}
