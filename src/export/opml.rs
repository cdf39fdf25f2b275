//! Feeds as OPML 2.0, the list of subscriptions that every feed reader imports.

use super::xml::Xml;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// A feed as an outline.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OpmlFeed {
    pub title: String,
    pub url: String,
    /// The site it belongs to.
    pub site_url: Option<String>,
    /// The folder that it stands in; none is the top.
    pub folder: Option<String>,
    pub tags: Vec<String>,
}

/// Writes the whole document: feeds without a folder first, then folder by folder.
///
/// # Errors
/// Whatever `out` gives.
pub fn opml(out: &mut impl Write, title: &str, feeds: &[OpmlFeed]) -> io::Result<()> {
    let mut folders: BTreeMap<Option<&str>, Vec<&OpmlFeed>> = BTreeMap::new();
    for feed in feeds {
        folders.entry(feed.folder.as_deref()).or_default().push(feed);
    }
    let mut xml = Xml::new(out)?;
    xml.open("opml", &[("version", "2.0")])?;
    xml.open("head", &[])?;
    xml.text("title", &[], title)?;
    xml.close("head")?;
    xml.open("body", &[])?;
    for (folder, feeds) in folders {
        if let Some(folder) = folder {
            xml.open("outline", &[("text", folder)])?;
        }
        for feed in feeds {
            let tags = feed.tags.join(",");
            let mut attributes =
                vec![("type", "rss"), ("text", &*feed.title), ("title", &*feed.title), ("xmlUrl", &*feed.url)];
            attributes.extend(feed.site_url.as_deref().map(|url| ("htmlUrl", url)));
            attributes.extend((!tags.is_empty()).then_some(("category", &*tags)));
            xml.empty("outline", &attributes)?;
        }
        if folder.is_some() {
            xml.close("outline")?;
        }
    }
    xml.close("body")?;
    xml.close("opml")?;
    xml.finish()
}
