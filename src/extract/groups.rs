//! What a class name or an id can say of an element.

/// The purposes that class names and ids give away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Group {
    Article,
    Body,
    Ad,
    Author,
    Box,
    Caption,
    Comment,
    Consent,
    Embed,
    Footer,
    Header,
    Lead,
    List,
    Meta,
    Navigation,
    Newsletter,
    Paywall,
    Related,
    Share,
    Sidebar,
    Tags,
    Title,
}

impl Group {
    pub(super) const ALL: [Group; 22] = [
        Group::Article,
        Group::Body,
        Group::Ad,
        Group::Author,
        Group::Box,
        Group::Caption,
        Group::Comment,
        Group::Consent,
        Group::Embed,
        Group::Footer,
        Group::Header,
        Group::Lead,
        Group::List,
        Group::Meta,
        Group::Navigation,
        Group::Newsletter,
        Group::Paywall,
        Group::Related,
        Group::Share,
        Group::Sidebar,
        Group::Tags,
        Group::Title,
    ];

    pub(super) const COUNT: usize = Group::ALL.len();
}
