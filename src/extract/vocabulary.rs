//! What class names and ids say of an element: groups of words that sites use for the same purpose.

/// A set of word groups.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Groups(u32);

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

impl Groups {
    pub(super) fn has(self, group: Group) -> bool {
        self.0 & (1 << group as u32) != 0
    }

    pub(super) fn has_index(self, index: usize) -> bool {
        self.0 & (1 << index) != 0
    }

    pub(super) fn with(self, other: Groups) -> Groups {
        Groups(self.0 | other.0)
    }

    fn add(&mut self, group: Group) {
        self.0 |= 1 << group as u32;
    }
}

/// Beginnings of words, sorted; a trailing `$` asks for the whole word. The longest that fits decides.
const STEMS: &[(&str, Group)] = &[
    ("abo$", Group::Paywall),
    ("about$", Group::Author),
    ("aboutauthor", Group::Author),
    ("abstract", Group::Lead),
    ("accordion", Group::Box),
    ("actions$", Group::Share),
    ("ad$", Group::Ad),
    ("adbox", Group::Ad),
    ("adcontainer", Group::Ad),
    ("addthis", Group::Share),
    ("addtoany", Group::Share),
    ("ads$", Group::Ad),
    ("adsense", Group::Ad),
    ("adslot", Group::Ad),
    ("adunit", Group::Ad),
    ("adv$", Group::Ad),
    ("advert", Group::Ad),
    ("alert", Group::Consent),
    ("also$", Group::Related),
    ("alsoread", Group::Related),
    ("anleser", Group::Lead),
    ("anzeige", Group::Ad),
    ("app$", Group::Newsletter),
    ("archive", Group::List),
    ("article", Group::Article),
    ("articlebody", Group::Body),
    ("articlecontent", Group::Body),
    ("articletext", Group::Body),
    ("articolo", Group::Article),
    ("articulo", Group::Article),
    ("artikel", Group::Article),
    ("artykul", Group::Article),
    ("aside$", Group::Box),
    ("auteur", Group::Author),
    ("author", Group::Author),
    ("autor", Group::Author),
    ("autore", Group::Author),
    ("avatar", Group::Author),
    ("banner", Group::Ad),
    ("bianji", Group::Author),
    ("bild$", Group::Caption),
    ("bildtext", Group::Caption),
    ("bildunterschrift", Group::Caption),
    ("bio$", Group::Author),
    ("biography", Group::Author),
    ("block$", Group::Box),
    ("body$", Group::Body),
    ("bodycopy", Group::Body),
    ("bodytext", Group::Body),
    ("bookmark", Group::Share),
    ("bottom$", Group::Footer),
    ("box$", Group::Box),
    ("breadcrumb", Group::Navigation),
    ("btn$", Group::Share),
    ("button$", Group::Share),
    ("buttons$", Group::Share),
    ("byline", Group::Author),
    ("callout", Group::Box),
    ("caption", Group::Caption),
    ("card", Group::List),
    ("cards", Group::List),
    ("carousel", Group::Caption),
    ("categories", Group::Meta),
    ("category", Group::Meta),
    ("chapeau", Group::Lead),
    ("cmp$", Group::Consent),
    ("colophon", Group::Footer),
    ("coment", Group::Comment),
    ("comentario", Group::Comment),
    ("comment", Group::Comment),
    ("complementary", Group::Sidebar),
    ("consent", Group::Consent),
    ("contenido", Group::Body),
    ("content", Group::Body),
    ("contents$", Group::Body),
    ("contenu", Group::Body),
    ("contributor", Group::Author),
    ("cookie", Group::Consent),
    ("copy$", Group::Body),
    ("copyright", Group::Footer),
    ("corpo", Group::Body),
    ("corps", Group::Body),
    ("credit", Group::Caption),
    ("crumb", Group::Navigation),
    ("crumbs", Group::Navigation),
    ("cuerpo", Group::Body),
    ("date", Group::Meta),
    ("dateline", Group::Meta),
    ("datenschutz", Group::Consent),
    ("datetime", Group::Meta),
    ("datum", Group::Meta),
    ("deck", Group::Lead),
    ("dek$", Group::Lead),
    ("desc$", Group::Lead),
    ("description", Group::Lead),
    ("detail", Group::Body),
    ("dfp", Group::Ad),
    ("dialog", Group::Consent),
    ("disclaimer", Group::Consent),
    ("discuss", Group::Comment),
    ("discussion", Group::Comment),
    ("disqus", Group::Comment),
    ("donate", Group::Paywall),
    ("donation", Group::Paywall),
    ("download", Group::Newsletter),
    ("editor", Group::Author),
    ("email", Group::Newsletter),
    ("embed", Group::Embed),
    ("embedded", Group::Embed),
    ("endnote", Group::Footer),
    ("entradilla", Group::Lead),
    ("entries", Group::Article),
    ("entry$", Group::Article),
    ("entrycontent", Group::Body),
    ("excerpt", Group::Lead),
    ("facebook", Group::Embed),
    ("factbox", Group::Box),
    ("fecha", Group::Meta),
    ("feed$", Group::List),
    ("feedback", Group::Comment),
    ("fenxiang", Group::Share),
    ("figcaption", Group::Caption),
    ("figure", Group::Caption),
    ("follow", Group::Share),
    ("foot$", Group::Footer),
    ("footer", Group::Footer),
    ("form$", Group::Newsletter),
    ("forum", Group::Comment),
    ("foto", Group::Caption),
    ("fulltext", Group::Body),
    ("further", Group::Related),
    ("gallery", Group::Caption),
    ("gate", Group::Paywall),
    ("gdpr", Group::Consent),
    ("google", Group::Ad),
    ("gpt", Group::Ad),
    ("grid", Group::List),
    ("guanggao", Group::Ad),
    ("guestbook", Group::Comment),
    ("hashtag", Group::Tags),
    ("head$", Group::Header),
    ("header", Group::Header),
    ("heading", Group::Title),
    ("headline", Group::Title),
    ("hed$", Group::Title),
    ("hentry", Group::Article),
    ("hero", Group::Header),
    ("hidden$", Group::Consent),
    ("hide$", Group::Consent),
    ("highlight", Group::Box),
    ("icon", Group::Share),
    ("icons", Group::Share),
    ("image$", Group::Caption),
    ("images$", Group::Caption),
    ("img$", Group::Caption),
    ("impressum", Group::Footer),
    ("info$", Group::Meta),
    ("infobox", Group::Box),
    ("ingress", Group::Lead),
    ("inhalt", Group::Body),
    ("inset", Group::Box),
    ("instagram", Group::Embed),
    ("interest", Group::Related),
    ("intro", Group::Lead),
    ("invisible", Group::Consent),
    ("item$", Group::List),
    ("items$", Group::List),
    ("jump", Group::Navigation),
    ("keyword", Group::Tags),
    ("keywords", Group::Tags),
    ("kicker", Group::Meta),
    ("kommentar", Group::Comment),
    ("label", Group::Tags),
    ("labels", Group::Tags),
    ("laiyuan", Group::Meta),
    ("language", Group::Navigation),
    ("latest", Group::Related),
    ("lead$", Group::Lead),
    ("leadtext", Group::Lead),
    ("lede", Group::Lead),
    ("lede$", Group::Lead),
    ("leer", Group::Related),
    ("leftcol", Group::Sidebar),
    ("legal", Group::Footer),
    ("legend", Group::Caption),
    ("legende", Group::Caption),
    ("ligatus", Group::Related),
    ("lightbox", Group::Caption),
    ("like$", Group::Share),
    ("likes$", Group::Share),
    ("link$", Group::Related),
    ("linked", Group::Related),
    ("links$", Group::Related),
    ("list$", Group::List),
    ("listing", Group::List),
    ("livefyre", Group::Comment),
    ("location", Group::Meta),
    ("locked", Group::Paywall),
    ("login", Group::Navigation),
    ("mail$", Group::Newsletter),
    ("mailchimp", Group::Newsletter),
    ("mailing", Group::Newsletter),
    ("main$", Group::Body),
    ("maincontent", Group::Body),
    ("marginal", Group::Sidebar),
    ("masthead", Group::Header),
    ("media$", Group::Caption),
    ("mehr$", Group::Related),
    ("membership", Group::Paywall),
    ("menu", Group::Navigation),
    ("meta$", Group::Meta),
    ("metadata", Group::Meta),
    ("meter", Group::Paywall),
    ("modal", Group::Consent),
    ("module", Group::Box),
    ("more$", Group::Related),
    ("moreon", Group::Related),
    ("most$", Group::Related),
    ("mostread", Group::Related),
    ("nav$", Group::Navigation),
    ("navbar", Group::Navigation),
    ("navi$", Group::Navigation),
    ("navigation", Group::Navigation),
    ("neirong", Group::Body),
    ("news", Group::Article),
    ("newsbody", Group::Body),
    ("newscontent", Group::Body),
    ("newsletter", Group::Newsletter),
    ("newstext", Group::Body),
    ("next$", Group::Navigation),
    ("nieuws", Group::Article),
    ("notice", Group::Consent),
    ("noticia", Group::Article),
    ("oembed", Group::Embed),
    ("offer", Group::Paywall),
    ("onetrust", Group::Consent),
    ("onward", Group::Related),
    ("opta", Group::Embed),
    ("optin", Group::Newsletter),
    ("outbrain", Group::Related),
    ("overlay", Group::Consent),
    ("pager", Group::Navigation),
    ("pagination", Group::Navigation),
    ("paginator", Group::Navigation),
    ("paging", Group::Navigation),
    ("panel", Group::Box),
    ("para$", Group::Body),
    ("paragraph", Group::Body),
    ("partner", Group::Ad),
    ("paywall", Group::Paywall),
    ("perex", Group::Lead),
    ("photo", Group::Caption),
    ("piano", Group::Paywall),
    ("picture$", Group::Caption),
    ("pinglun", Group::Comment),
    ("player", Group::Caption),
    ("plista", Group::Related),
    ("popular", Group::Related),
    ("popup", Group::Consent),
    ("post$", Group::Article),
    ("postbody", Group::Body),
    ("postcontent", Group::Body),
    ("posts$", Group::Article),
    ("premium", Group::Paywall),
    ("prev$", Group::Navigation),
    ("previous", Group::Navigation),
    ("print$", Group::Share),
    ("privacidad", Group::Consent),
    ("privacy", Group::Consent),
    ("profile", Group::Author),
    ("promo", Group::Ad),
    ("promotion", Group::Ad),
    ("prose", Group::Body),
    ("pubblicit", Group::Ad),
    ("pubdate", Group::Meta),
    ("publicid", Group::Ad),
    ("publish", Group::Meta),
    ("published", Group::Meta),
    ("rail$", Group::Sidebar),
    ("reaction", Group::Comment),
    ("reading", Group::Meta),
    ("readmore", Group::Related),
    ("readnext", Group::Related),
    ("readtime", Group::Meta),
    ("rechts", Group::Sidebar),
    ("recirc", Group::Related),
    ("recommend", Group::Related),
    ("recommendation", Group::Related),
    ("recommended", Group::Related),
    ("redakteur", Group::Author),
    ("register", Group::Newsletter),
    ("registration", Group::Newsletter),
    ("regwall", Group::Paywall),
    ("reklam", Group::Ad),
    ("related", Group::Related),
    ("replies", Group::Comment),
    ("reply", Group::Comment),
    ("respond", Group::Comment),
    ("result", Group::List),
    ("results", Group::List),
    ("rich$", Group::Body),
    ("richtext", Group::Body),
    ("right$", Group::Sidebar),
    ("rightcol", Group::Sidebar),
    ("rightrail", Group::Sidebar),
    ("river", Group::List),
    ("row$", Group::List),
    ("rubrik", Group::Meta),
    ("sapo", Group::Lead),
    ("schlagwort", Group::Tags),
    ("screen", Group::Consent),
    ("search", Group::Navigation),
    ("secondary", Group::Sidebar),
    ("section$", Group::Meta),
    ("seealso", Group::Related),
    ("share", Group::Share),
    ("sharedaddy", Group::Share),
    ("sharing", Group::Share),
    ("side$", Group::Sidebar),
    ("sidebar", Group::Sidebar),
    ("signature", Group::Author),
    ("signup", Group::Newsletter),
    ("similar", Group::Related),
    ("sitemap", Group::Navigation),
    ("skip", Group::Navigation),
    ("slider", Group::Caption),
    ("slideshow", Group::Caption),
    ("social", Group::Share),
    ("socials", Group::Share),
    ("sommario", Group::Lead),
    ("source$", Group::Meta),
    ("sponsor", Group::Ad),
    ("sr$", Group::Consent),
    ("standfirst", Group::Lead),
    ("statia", Group::Article),
    ("stats", Group::Meta),
    ("story", Group::Article),
    ("storybody", Group::Body),
    ("storytext", Group::Body),
    ("stream", Group::List),
    ("subhead", Group::Lead),
    ("subheadline", Group::Lead),
    ("subscribe", Group::Newsletter),
    ("subscriber", Group::Paywall),
    ("subscription", Group::Paywall),
    ("subtitle", Group::Lead),
    ("subtitulo", Group::Lead),
    ("suggest", Group::Related),
    ("suggested", Group::Related),
    ("summary", Group::Lead),
    ("support", Group::Paywall),
    ("tab$", Group::Box),
    ("taboola", Group::Related),
    ("tabs$", Group::Box),
    ("tag$", Group::Tags),
    ("tagcloud", Group::Tags),
    ("tags$", Group::Tags),
    ("teaser", Group::Lead),
    ("testo", Group::Body),
    ("text$", Group::Body),
    ("textbody", Group::Body),
    ("texto", Group::Body),
    ("thumb", Group::Caption),
    ("thumbnail", Group::Caption),
    ("tile", Group::List),
    ("time$", Group::Meta),
    ("timestamp", Group::Meta),
    ("titel", Group::Title),
    ("title", Group::Title),
    ("titolo", Group::Title),
    ("titre", Group::Title),
    ("titulo", Group::Title),
    ("toc$", Group::Navigation),
    ("tool$", Group::Share),
    ("toolbar", Group::Share),
    ("tools$", Group::Share),
    ("tooltip", Group::Box),
    ("top$", Group::Header),
    ("topbar", Group::Header),
    ("topic", Group::Tags),
    ("topics", Group::Tags),
    ("trending", Group::Related),
    ("tresc", Group::Body),
    ("tuijian", Group::Related),
    ("tupian", Group::Caption),
    ("tweet", Group::Embed),
    ("twitter", Group::Embed),
    ("upnext", Group::Related),
    ("verwandt", Group::Related),
    ("video", Group::Caption),
    ("views", Group::Meta),
    ("visually", Group::Consent),
    ("vorspann", Group::Lead),
    ("weitere", Group::Related),
    ("wenzhang", Group::Article),
    ("werbung", Group::Ad),
    ("whatsapp", Group::Share),
    ("widget", Group::Box),
    ("writer", Group::Author),
    ("xiangguan", Group::Related),
    ("youtube", Group::Embed),
    ("zergnet", Group::Related),
    ("zhengwen", Group::Article),
    ("zuozhe", Group::Author),
];

/// Where the stems of each letter begin, and of the next.
const BUCKETS: [usize; 27] = {
    let mut buckets = [0; 27];
    let mut letter = 1;
    while letter < 27 {
        let mut at = buckets[letter - 1];
        while at < STEMS.len() && STEMS[at].0.as_bytes()[0] < b'a' + letter as u8 {
            at += 1;
        }
        buckets[letter] = at;
        letter += 1;
    }
    buckets
};

/// Longer attribute values name no purpose that their beginning doesn't.
const READ_BYTES: usize = 160;

const LONGEST_WORD: usize = 24;

/// The groups that a class attribute or an id belongs to.
///
/// Words end at anything but a letter, and where a capital follows a small letter.
pub(super) fn groups_of(names: &str) -> Groups {
    let mut groups = Groups::default();
    let mut word = [0u8; LONGEST_WORD];
    let mut length = 0;
    let mut after_small = false;
    for &byte in names.as_bytes().iter().take(READ_BYTES) {
        let is_letter = byte.is_ascii_alphabetic();
        if !is_letter || (after_small && byte.is_ascii_uppercase()) {
            groups.read(&word[..length]);
            length = 0;
        }
        after_small = byte.is_ascii_lowercase();
        if is_letter && length < LONGEST_WORD {
            word[length] = byte.to_ascii_lowercase();
            length += 1;
        }
    }
    groups.read(&word[..length]);
    groups
}

impl Groups {
    fn read(&mut self, word: &[u8]) {
        if word.len() < 2 {
            return;
        }
        let letter = usize::from(word[0] - b'a');
        let found =
            STEMS[BUCKETS[letter]..BUCKETS[letter + 1]].iter().rev().find(|(stem, _)| match stem.strip_suffix('$') {
                Some(whole) => whole.as_bytes() == word,
                None => word.starts_with(stem.as_bytes()),
            });
        if let Some((_, group)) = found {
            self.add(*group);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_can_be_searched() {
        assert!(STEMS.is_sorted_by(|a, b| a.0 < b.0));
    }

    #[test]
    fn names_tell_their_purpose() {
        for (names, expected) in [
            ("article__body", &[Group::Article, Group::Body][..]),
            ("articleBody", &[Group::Article, Group::Body]),
            ("related-posts", &[Group::Related, Group::Article]),
            ("sharing", &[Group::Share]),
            ("site-nav", &[Group::Navigation]),
            ("ad", &[Group::Ad]),
            ("added", &[]),
            ("", &[]),
        ] {
            let groups = groups_of(names);
            for &group in expected {
                assert!(groups.has(group), "{names} {group:?}");
            }
            assert_eq!(groups.0.count_ones() as usize, expected.len(), "{names}");
        }
    }
}
