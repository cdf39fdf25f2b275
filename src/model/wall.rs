//! What stands in an article's place: pages that sites serve to those who may not, or can't, read on.

use serde::Serialize;

/// Why a page isn't the article that was asked for. None of these is worked around.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Wall {
    /// The beginning of an article, for subscribers to read on.
    Paywall,
    /// A question about cookies before anything is shown.
    Consent,
    /// A check whether a person is asking.
    BotWall,
    /// A form to log in with.
    Login,
    /// "Page not found", with a status that says the contrary.
    NotFound,
    /// The site's own trouble, with a status that says the contrary.
    ErrorPage,
    /// Nothing but a request to turn JavaScript on.
    NeedsScript,
}

impl Wall {
    pub const ALL: [Wall; 7] =
        [Wall::Paywall, Wall::Consent, Wall::BotWall, Wall::Login, Wall::NotFound, Wall::ErrorPage, Wall::NeedsScript];

    /// The word stored and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Wall::Paywall => "paywall",
            Wall::Consent => "consent",
            Wall::BotWall => "bot_wall",
            Wall::Login => "login",
            Wall::NotFound => "not_found",
            Wall::ErrorPage => "error_page",
            Wall::NeedsScript => "needs_script",
        }
    }

    /// A sentence for people.
    pub fn sentence(self) -> &'static str {
        match self {
            Wall::Paywall => "the page shows the beginning of an article that is for subscribers",
            Wall::Consent => "the site asks for consent before it shows its pages",
            Wall::BotWall => "the site checks whether a person is asking",
            Wall::Login => "the site wants a login before it shows the page",
            Wall::NotFound => "the page says that there is no such page",
            Wall::ErrorPage => "the page tells of trouble at the site",
            Wall::NeedsScript => "the page is empty without JavaScript",
        }
    }
}
