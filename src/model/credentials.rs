//! What proves to a server who is asking: never shown, sent to one origin alone.

use std::fmt;

/// The credentials of a feed.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Credentials {
    pub username: Option<String>,
    pub password: Option<String>,
    /// Names and values of further header lines.
    pub headers: Vec<(String, String)>,
}

impl Credentials {
    pub fn is_empty(&self) -> bool {
        *self == Credentials::default()
    }
}

/// Only whether they are there, so that no log or message can give them away.
impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_empty() { "no credentials" } else { "credentials (***)" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_secret_is_shown() {
        let headers = vec![("X-Api-Key".to_owned(), "open".to_owned())];
        let credentials = Credentials { username: Some("me".to_owned()), password: Some("sesame".to_owned()), headers };
        assert_eq!(format!("{credentials:?}"), "credentials (***)");
    }
}
