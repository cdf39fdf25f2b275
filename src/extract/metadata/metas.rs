//! The names by which `meta` elements speak of a page.

/// What a `meta` element speaks of.
#[derive(Clone, Copy)]
pub(super) enum Field {
    Title,
    Author,
    Published,
    Modified,
    SiteName,
    Description,
    Image,
    Language,
    Url,
    Section,
    Keywords,
}

/// The field that a `meta` element speaks of, and the source's name.
pub(super) fn field_of(name: &str) -> Option<(Field, &'static str)> {
    let known = METAS.iter().find(|(known, ..)| *known == name).map(|&(_, field, source)| (field, source));
    // Sites coin many names for it: `w-published-date`, `published_on`. What is no date is not taken.
    let is_coined = || {
        name.contains("publish")
            && !name.contains("republish")
            && !name.contains("last")
            && (name.contains("date") || name.contains("on") || name.contains("time"))
    };
    known.or_else(|| is_coined().then_some((Field::Published, "meta published")))
}

/// Whether the label of a `twitter:label1` says that `twitter:data1` is the author.
pub(super) fn labels_author(label: &str) -> bool {
    const LABELS: &[&str] = &[
        "written by",
        "author",
        "verfasst von",
        "geschrieben von",
        "autor",
        "écrit par",
        "rédigé par",
        "auteur",
        "escrito por",
        "scritto da",
        "autore",
        "geschreven door",
        "skrevet av",
        "skrevet af",
        "skriven av",
        "kirjoittanut",
        "napisane przez",
        "napsal(a)",
        "автор",
        "написано автором",
        "yazan",
        "ditulis oleh",
        "viết bởi",
        "συντάχθηκε από",
        "作者",
        "撰寫者",
        "執筆者",
        "글쓴이",
        "كُتب بواسطة",
        "نویسنده",
        "נכתב על ידי",
    ];
    LABELS.contains(&label.trim().trim_end_matches([':', '：']).to_lowercase().as_str())
}

/// Names of `meta` elements, in no order of trust.
const METAS: &[(&str, Field, &str)] = &[
    ("og:title", Field::Title, "meta og:title"),
    ("twitter:title", Field::Title, "meta twitter:title"),
    ("parsely-title", Field::Title, "meta parsely-title"),
    ("sailthru.title", Field::Title, "meta sailthru.title"),
    ("dc.title", Field::Title, "meta dc.title"),
    ("dcterms.title", Field::Title, "meta dcterms.title"),
    ("citation_title", Field::Title, "meta citation_title"),
    ("author", Field::Author, "meta author"),
    ("article:author", Field::Author, "meta article:author"),
    ("article:author_name", Field::Author, "meta article:author_name"),
    ("og:article:author", Field::Author, "meta og:article:author"),
    ("parsely-author", Field::Author, "meta parsely-author"),
    ("sailthru.author", Field::Author, "meta sailthru.author"),
    ("dc.creator", Field::Author, "meta dc.creator"),
    ("dcterms.creator", Field::Author, "meta dcterms.creator"),
    ("citation_author", Field::Author, "meta citation_author"),
    ("citation_authors", Field::Author, "meta citation_author"),
    ("byl", Field::Author, "meta byl"),
    ("cxenseparse:author", Field::Author, "meta cxenseparse:author"),
    ("article:published_time", Field::Published, "meta article:published_time"),
    ("og:published_time", Field::Published, "meta og:published_time"),
    ("og:article:published_time", Field::Published, "meta og:article:published_time"),
    ("parsely-pub-date", Field::Published, "meta parsely-pub-date"),
    ("sailthru.date", Field::Published, "meta sailthru.date"),
    ("cxenseparse:recs:publishtime", Field::Published, "meta cxenseparse:recs:publishtime"),
    ("citation_publication_date", Field::Published, "meta citation_publication_date"),
    ("citation_date", Field::Published, "meta citation_date"),
    ("dc.date", Field::Published, "meta dc.date"),
    ("dc.date.issued", Field::Published, "meta dc.date.issued"),
    ("dc.date.created", Field::Published, "meta dc.date.created"),
    ("dcterms.date", Field::Published, "meta dcterms.date"),
    ("dcterms.created", Field::Published, "meta dcterms.created"),
    ("dcterms.issued", Field::Published, "meta dcterms.issued"),
    ("date", Field::Published, "meta date"),
    ("pubdate", Field::Published, "meta pubdate"),
    ("publishdate", Field::Published, "meta publishdate"),
    ("publish-date", Field::Published, "meta publish-date"),
    ("publish_date", Field::Published, "meta publish_date"),
    ("published_date", Field::Published, "meta published_date"),
    ("published", Field::Published, "meta published"),
    ("publication_date", Field::Published, "meta publication_date"),
    ("originalpublicationdate", Field::Published, "meta originalpublicationdate"),
    ("article.published", Field::Published, "meta article.published"),
    ("article:modified_time", Field::Modified, "meta article:modified_time"),
    ("og:updated_time", Field::Modified, "meta og:updated_time"),
    ("dcterms.modified", Field::Modified, "meta dcterms.modified"),
    ("last-modified", Field::Modified, "meta last-modified"),
    ("lastmod", Field::Modified, "meta lastmod"),
    ("article.updated", Field::Modified, "meta article.updated"),
    ("og:site_name", Field::SiteName, "meta og:site_name"),
    ("application-name", Field::SiteName, "meta application-name"),
    ("publisher", Field::SiteName, "meta publisher"),
    ("dc.publisher", Field::SiteName, "meta dc.publisher"),
    ("og:description", Field::Description, "meta og:description"),
    ("description", Field::Description, "meta description"),
    ("twitter:description", Field::Description, "meta twitter:description"),
    ("og:image", Field::Image, "meta og:image"),
    ("og:image:url", Field::Image, "meta og:image:url"),
    ("og:image:secure_url", Field::Image, "meta og:image:secure_url"),
    ("twitter:image", Field::Image, "meta twitter:image"),
    ("twitter:image:src", Field::Image, "meta twitter:image:src"),
    ("content-language", Field::Language, "meta content-language"),
    ("language", Field::Language, "meta language"),
    ("dc.language", Field::Language, "meta dc.language"),
    ("og:locale", Field::Language, "meta og:locale"),
    ("og:url", Field::Url, "meta og:url"),
    ("article:section", Field::Section, "meta article:section"),
    ("og:section", Field::Section, "meta og:section"),
    ("section", Field::Section, "meta section"),
    ("parsely-section", Field::Section, "meta parsely-section"),
    ("news_keywords", Field::Keywords, "meta news_keywords"),
    ("keywords", Field::Keywords, "meta keywords"),
    ("parsely-tags", Field::Keywords, "meta parsely-tags"),
    ("article:tag", Field::Keywords, "meta article:tag"),
];
