//! The five papers of the newsroom, their formats and their stories.

use super::story::{self, Story, StoryFault};
use crate::model::FeedFormat;

/// A paper: one feed, one site, one way to lay out a page.
pub(super) struct Paper {
    /// The feed's key in the configuration, and the folder of its stories.
    pub key: &'static str,
    pub name: &'static str,
    pub motto: &'static str,
    /// BCP 47.
    pub language: &'static str,
    pub format: FeedFormat,
    pub feed_path: &'static str,
    /// A page lies at `page_prefix`, its slug, `page_suffix`.
    pub page_prefix: &'static str,
    pub page_suffix: &'static str,
    /// How its pages write a date, for chrono.
    pub date_format: &'static str,
    pub tags: &'static [&'static str],
    pub pages: Pages,
    pub stories: Vec<Story>,
}

impl Paper {
    /// The media type under which its feed is served.
    pub fn feed_media_type(&self) -> &'static str {
        match self.format {
            FeedFormat::Rss => "application/rss+xml; charset=utf-8",
            FeedFormat::Rdf => "application/rdf+xml; charset=utf-8",
            FeedFormat::Atom => "application/atom+xml; charset=utf-8",
            FeedFormat::Json => "application/feed+json",
        }
    }
}

/// Where a paper's pages come from.
pub(super) enum Pages {
    /// Filled in for each story.
    Template(&'static str),
    /// Kept whole, in the paper's own character encoding: slug and bytes.
    Whole(Vec<(&'static str, &'static [u8])>),
}

/// A paper's stories by their slugs, each read from its file.
macro_rules! stories {
    ($folder:literal: $($slug:literal),+ $(,)?) => {
        [$(story::parse($slug, include_str!(concat!("newsroom/", $folder, "/", $slug, ".txt")))),+]
            .into_iter()
            .collect::<Result<Vec<Story>, StoryFault>>()?
    };
}

/// A paper's pages by their slugs, each the bytes of its file.
macro_rules! pages {
    ($folder:literal: $($slug:literal),+ $(,)?) => {
        Pages::Whole(vec![$(($slug, include_bytes!(concat!("newsroom/", $folder, "/", $slug, ".html")))),+])
    };
}

/// Every paper, with its stories read.
pub(super) fn all() -> Result<Vec<Paper>, StoryFault> {
    Ok(vec![harbour_courier()?, wrackline()?, shiomi_shimpo()?, lanjiang_wanbao()?, barid_alzaafaran()?])
}

fn harbour_courier() -> Result<Paper, StoryFault> {
    Ok(Paper {
        key: "harbour-courier",
        name: "The Harbour Courier",
        motto: "News from Saltmere and the Nine Quays, every morning but Sunday",
        language: "en-GB",
        format: FeedFormat::Rss,
        feed_path: "/rss.xml",
        page_prefix: "/2026/11/",
        page_suffix: "",
        date_format: "%-d %B %Y, %H:%M",
        tags: &["english", "daily"],
        pages: Pages::Template(include_str!("newsroom/harbour-courier/page.html")),
        stories: stories!("harbour-courier":
            "night-ferry-returns",
            "clock-that-ran-backwards",
            "library-boat",
            "bakers-strike-ends",
            "herring-cup-final",
            "seagrass-survey",
        ),
    })
}

fn wrackline() -> Result<Paper, StoryFault> {
    Ok(Paper {
        key: "wrackline",
        name: "Wrackline Weekly",
        motto: "Science and machines, sorted by what the tide leaves",
        language: "en",
        format: FeedFormat::Atom,
        feed_path: "/feed.atom",
        page_prefix: "/articles/",
        page_suffix: "/",
        date_format: "%A, %B %-d, %Y",
        tags: &["english", "science"],
        pages: Pages::Template(include_str!("newsroom/wrackline/page.html")),
        stories: stories!("wrackline":
            "moss-that-counts",
            "paper-battery",
            "whistling-bridge",
            "slow-computer",
            "owl-translator",
        ),
    })
}

fn shiomi_shimpo() -> Result<Paper, StoryFault> {
    Ok(Paper {
        key: "shiomi-shimpo",
        name: "潮見新報",
        motto: "潮見市と周辺の暮らしを伝える地方紙",
        language: "ja",
        format: FeedFormat::Rdf,
        feed_path: "/index.rdf",
        page_prefix: "/article/",
        page_suffix: ".html",
        date_format: "%Y年%-m月%-d日 %-H時%M分",
        tags: &["japanese", "daily"],
        pages: Pages::Template(include_str!("newsroom/shiomi-shimpo/page.html")),
        stories: stories!("shiomi-shimpo":
            "tomyo-densha",
            "mikan-robot",
            "sento-concert",
            "minato-cat-station",
            "kodomo-shinbun",
        ),
    })
}

fn lanjiang_wanbao() -> Result<Paper, StoryFault> {
    Ok(Paper {
        key: "lanjiang-wanbao",
        name: "澜江晚报",
        motto: "澜江两岸的家常事",
        language: "zh-CN",
        format: FeedFormat::Rss,
        feed_path: "/rss/news.xml",
        page_prefix: "/html/2026-11/",
        page_suffix: ".htm",
        date_format: "%Y年%m月%d日 %H:%M",
        tags: &["chinese", "daily"],
        pages: pages!("lanjiang-wanbao": "laoqiao", "yeban-shufang", "chaye", "guangchang-wu", "xiaoxue-qixiang"),
        stories: stories!("lanjiang-wanbao": "laoqiao", "yeban-shufang", "chaye", "guangchang-wu", "xiaoxue-qixiang"),
    })
}

fn barid_alzaafaran() -> Result<Paper, StoryFault> {
    Ok(Paper {
        key: "barid-alzaafaran",
        name: "بريد الزعفران",
        motto: "أخبار وادي الزعفران وقراه",
        language: "ar",
        format: FeedFormat::Json,
        feed_path: "/feed.json",
        // `/أخبار/`, percent-encoded as links carry it.
        page_prefix: "/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1/",
        page_suffix: "",
        date_format: "%-d نوفمبر %Y، %H:%M",
        tags: &["arabic", "daily"],
        pages: Pages::Template(include_str!("newsroom/barid-alzaafaran/page.html")),
        stories: stories!("barid-alzaafaran":
            "suq-al-tumur",
            "maktabat-al-qitar",
            "matar-al-khazzan",
            "sibaq-al-hamir",
            "oud-workshop",
        ),
    })
}
