//! What is known of a site's blocks, with the articles that show it.

use super::Archive;
use crate::boilerplate::{BlockKey, KnownBlock};
use crate::model::{ArticleId, Timestamp};
use crate::store::error::StoreError;
use crate::store::learned::{self, as_column, read_block};
use crate::store::values::read_utc;
use rusqlite::{Row, params};

/// Articles named as examples of one block.
const EXAMPLES: usize = 3;

/// What a site's articles have taught.
#[derive(Clone, Debug, PartialEq)]
pub struct SiteBlocks {
    /// Articles counted.
    pub articles: u32,
    /// Of these, articles of which nearly nothing would be left, so that nothing was taken out of them.
    pub suspects: u32,
    /// Those in the most stories first.
    pub blocks: Vec<BlockRow>,
}

/// A block that recurs, with the evidence.
#[derive(Clone, Debug, PartialEq)]
pub struct BlockRow {
    pub key: BlockKey,
    pub block: KnownBlock,
    /// When it had stood in two stories.
    pub known_at: Timestamp,
    /// A few of the newest articles that have it.
    pub examples: Vec<ArticleId>,
}

impl Archive {
    /// What is known of a site, by the name that `boilerplate::site_of` gives it; `None` if nothing is.
    pub fn site_blocks(&self, site: &str) -> Result<Option<SiteBlocks>, StoreError> {
        let Some(site_id) = learned::known_site(&self.connection, site)? else { return Ok(None) };
        let mut statement = self.connection.prepare_cached(
            "SELECT articles, (SELECT count(*) FROM site_article WHERE site_id = site.id AND is_suspect = 1)
             FROM site WHERE id = ?1",
        )?;
        let (articles, suspects) = statement.query_row([site_id], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let mut statement = self.connection.prepare_cached(
            "SELECT stories, first_number, last_number, state, text, key, known_at FROM site_block
             WHERE site_id = ?1 ORDER BY stories DESC, key",
        )?;
        let mut blocks: Vec<BlockRow> = statement.query_and_then([site_id], read_row)?.collect::<Result<_, _>>()?;
        let recent = learned::recent(&self.connection, site_id)?;
        for row in &mut blocks {
            let holders = recent.iter().filter(|seen| seen.keys.contains(&row.key));
            row.examples = holders.take(EXAMPLES).map(|seen| seen.article_id).collect();
        }
        Ok(Some(SiteBlocks { articles, suspects, blocks }))
    }

    /// One block of a site; `None` if it has stood in one story alone, or was forgotten since.
    pub fn site_block(&self, site: &str, key: BlockKey) -> Result<Option<BlockRow>, StoreError> {
        let Some(site_id) = learned::known_site(&self.connection, site)? else { return Ok(None) };
        let mut statement = self.connection.prepare_cached(
            "SELECT stories, first_number, last_number, state, text, key, known_at FROM site_block
             WHERE site_id = ?1 AND key = ?2",
        )?;
        let mut row = statement.query_and_then(params![site_id, as_column(key)], read_row)?.next().transpose()?;
        if let Some(row) = &mut row {
            let recent = learned::recent(&self.connection, site_id)?;
            let holders = recent.iter().filter(|seen| seen.keys.contains(&key));
            row.examples = holders.take(EXAMPLES).map(|seen| seen.article_id).collect();
        }
        Ok(row)
    }
}

fn read_row(row: &Row<'_>) -> Result<BlockRow, StoreError> {
    Ok(BlockRow {
        key: BlockKey(row.get::<_, i64>(5)?.cast_unsigned()),
        block: read_block(row)?,
        known_at: read_utc(row.get_ref(6)?.as_str().unwrap_or_default())?,
        examples: Vec::new(),
    })
}
