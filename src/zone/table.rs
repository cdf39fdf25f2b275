//! A zone's data: when its clock changed, and to what.

use super::rule::Rule;

/// A time in which a clock ran alike; it may be cut in two where nothing changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    /// Seconds since 1970; `i64::MIN` where it has no beginning.
    pub from: i64,
    /// Its end, which isn't within; `i64::MAX` where it has none.
    pub to: i64,
    pub east_seconds: i32,
    pub called: &'static str,
}

impl Stretch {
    pub(super) const UTC: Stretch = Stretch { from: i64::MIN, to: i64::MAX, east_seconds: 0, called: "UTC" };
}

/// The second data block of a TZif file, which has 64-bit times, and its footer.
pub(super) struct Table {
    /// Eight bytes each.
    times: &'static [u8],
    /// Which kind of clock each of them begins.
    kinds_from: &'static [u8],
    /// Six bytes each: seconds east, whether it is summer time, where its name begins.
    kinds: &'static [u8],
    names: &'static [u8],
    /// What holds after the last of the times.
    rule: Option<Rule>,
}

const HEADER_BYTES: usize = 44;
const TIME_BYTES: usize = 8;
const KIND_BYTES: usize = 6;

impl Table {
    pub(super) fn read(data: &'static [u8]) -> Option<Table> {
        // The first block is there for readers of 32-bit times.
        let (_, behind_first) = Block::read(data, 4)?;
        let (block, footer) = Block::read(behind_first, TIME_BYTES)?;
        let footer = std::str::from_utf8(footer).ok()?.trim_matches('\n');
        let rule = if footer.is_empty() { None } else { Some(Rule::read(footer)?) };
        Some(Table { times: block.times, kinds_from: block.kinds_from, kinds: block.kinds, names: block.names, rule })
    }

    pub(super) fn stretch(&self, at: i64) -> Stretch {
        let begun = self.count_until(at);
        let from = begun.checked_sub(1).and_then(|last| self.time(last)).unwrap_or(i64::MIN);
        if let (None, Some(rule)) = (self.time(begun), &self.rule) {
            let stretch = rule.stretch(at);
            return Stretch { from: stretch.from.max(from), ..stretch };
        }
        let kind = begun.checked_sub(1).and_then(|last| self.kinds_from.get(last)).copied().unwrap_or(0);
        let (east_seconds, called) = self.kind(kind.into()).unwrap_or((0, Stretch::UTC.called));
        Stretch { from, to: self.time(begun).unwrap_or(i64::MAX), east_seconds, called }
    }

    /// How many of the times are not later than `at`.
    fn count_until(&self, at: i64) -> usize {
        let (mut low, mut high) = (0, self.times.len() / TIME_BYTES);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.time(middle).is_some_and(|time| time <= at) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    fn time(&self, index: usize) -> Option<i64> {
        let bytes = self.times.get(index * TIME_BYTES..)?.first_chunk()?;
        Some(i64::from_be_bytes(*bytes))
    }

    /// Seconds east of Greenwich, and what that is called.
    fn kind(&self, index: usize) -> Option<(i32, &'static str)> {
        let [a, b, c, d, _, name] = *self.kinds.get(index * KIND_BYTES..)?.first_chunk()?;
        let name = self.names.get(name.into()..)?.split(|byte| *byte == 0).next()?;
        Some((i32::from_be_bytes([a, b, c, d]), std::str::from_utf8(name).ok()?))
    }
}

struct Block {
    times: &'static [u8],
    kinds_from: &'static [u8],
    kinds: &'static [u8],
    names: &'static [u8],
}

impl Block {
    /// A header with its block, and what is behind them.
    fn read(data: &'static [u8], time_bytes: usize) -> Option<(Block, &'static [u8])> {
        let (header, rest) = data.split_at_checked(HEADER_BYTES)?;
        let count = |at: usize| -> Option<usize> {
            usize::try_from(u32::from_be_bytes(*header.get(at..)?.first_chunk()?)).ok()
        };
        // RFC 9636, section 3.1: the counts stand behind four bytes of magic, one of version and fifteen of nothing.
        let (universal, standard, leaps) = (count(20)?, count(24)?, count(28)?);
        let (times, kinds, name_bytes) = (count(32)?, count(36)?, count(40)?);
        let (time_data, rest) = rest.split_at_checked(times.checked_mul(time_bytes)?)?;
        let (kinds_from, rest) = rest.split_at_checked(times)?;
        let (kind_data, rest) = rest.split_at_checked(kinds.checked_mul(KIND_BYTES)?)?;
        let (names, rest) = rest.split_at_checked(name_bytes)?;
        let behind = leaps.checked_mul(time_bytes + 4)?.checked_add(standard)?.checked_add(universal)?;
        Some((Block { times: time_data, kinds_from, kinds: kind_data, names }, rest.get(behind..)?))
    }
}
