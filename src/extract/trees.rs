//! Boosted trees in a flat table: whole numbers in, a whole number out, the same on every machine.
//!
//! A table is the trees of two stages one after the other. Each stage: levels (1 byte), trees (2), what
//! the sum begins with (4, signed); then for each tree its nodes level by level, a feature (1) and the
//! greatest value that goes left (2, signed) each, then its leaves (2, signed). All little-endian. Trees
//! are complete: one that grew less deep repeats its leaves.

/// Leaves are in units of 1/1024 of the logarithm of odds.
const UNIT: f32 = 1024.0;

/// What trees are asked with: as many numbers as a node can name.
pub(super) type Asked = [i16; 256];

/// Trees whose leaves are added up.
#[derive(Clone, Debug)]
pub(super) struct Trees<'a> {
    levels: usize,
    start: i32,
    nodes: Vec<Node>,
    leaves: &'a [[u8; 2]],
}

/// In four bytes, where the table has three: what is read some hundred thousand times a page lies where no sum is needed.
#[derive(Clone, Copy, Debug)]
struct Node {
    feature: u8,
    /// The greatest value that goes left.
    threshold: i16,
}

/// Both stages of a table.
#[derive(Clone, Debug)]
pub(super) struct Model<'a> {
    pub(super) first: Trees<'a>,
    pub(super) second: Trees<'a>,
}

impl<'a> Model<'a> {
    /// None if the bytes are no table.
    pub(super) fn read(bytes: &'a [u8]) -> Option<Model<'a>> {
        Written::read(bytes).map(|written| written.model())
    }
}

/// A table as it is written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Written<'a> {
    first: WrittenTrees<'a>,
    second: WrittenTrees<'a>,
}

#[derive(Clone, Copy, Debug)]
struct WrittenTrees<'a> {
    levels: usize,
    start: i32,
    /// Feature, then threshold.
    nodes: &'a [[u8; 3]],
    leaves: &'a [[u8; 2]],
}

impl<'a> Written<'a> {
    /// None if the bytes are no table.
    pub(super) const fn read(bytes: &'a [u8]) -> Option<Written<'a>> {
        let Some((first, rest)) = WrittenTrees::read(bytes) else { return None };
        let Some((second, rest)) = WrittenTrees::read(rest) else { return None };
        if rest.is_empty() { Some(Written { first, second }) } else { None }
    }

    pub(super) fn model(&self) -> Model<'a> {
        Model { first: self.first.trees(), second: self.second.trees() }
    }
}

impl<'a> WrittenTrees<'a> {
    const fn read(bytes: &'a [u8]) -> Option<(WrittenTrees<'a>, &'a [u8])> {
        let Some((&[levels, low, high, a, b, c, d], rest)) = bytes.split_first_chunk::<7>() else { return None };
        if levels < 1 || levels > 8 {
            return None;
        }
        let count = u16::from_le_bytes([low, high]) as usize;
        let (leaves, nodes) = (count << levels, count * ((1 << levels) - 1));
        let Some((nodes, rest)) = rest.split_at_checked(3 * nodes) else { return None };
        let Some((leaves, rest)) = rest.split_at_checked(2 * leaves) else { return None };
        let start = i32::from_le_bytes([a, b, c, d]);
        let (nodes, leaves) = (nodes.as_chunks::<3>().0, leaves.as_chunks::<2>().0);
        Some((WrittenTrees { levels: levels as usize, start, nodes, leaves }, rest))
    }

    fn trees(&self) -> Trees<'a> {
        let node = |&[feature, low, high]: &[u8; 3]| Node { feature, threshold: i16::from_le_bytes([low, high]) };
        let nodes = self.nodes.iter().map(node).collect();
        Trees { levels: self.levels, start: self.start, nodes, leaves: self.leaves }
    }
}

impl Trees<'_> {
    /// How surely a row is one of those that the trees were grown to find, from 0 to 1.
    pub(super) fn judge(&self, asked: &Asked) -> f32 {
        1.0 / (1.0 + (-(self.sum(asked) as f32) / UNIT).exp())
    }

    fn sum(&self, asked: &Asked) -> i32 {
        // Where the compiler knows how deep a tree is, it knows that no step leads out of it.
        let leaves = match self.levels {
            1 => self.leaves_of::<1, 2>(asked),
            2 => self.leaves_of::<3, 4>(asked),
            3 => self.leaves_of::<7, 8>(asked),
            4 => self.leaves_of::<15, 16>(asked),
            5 => self.leaves_of::<31, 32>(asked),
            6 => self.leaves_of::<63, 64>(asked),
            7 => self.leaves_of::<127, 128>(asked),
            _ => self.leaves_of::<255, 256>(asked),
        };
        self.start + leaves
    }

    /// The sum of the leaves that a row comes to, in trees of so many nodes and leaves.
    fn leaves_of<const NODES: usize, const LEAVES: usize>(&self, asked: &Asked) -> i32 {
        let (nodes, leaves) = (self.nodes.as_chunks::<NODES>().0, self.leaves.as_chunks::<LEAVES>().0);
        let values = nodes.iter().zip(leaves).map(|(nodes, leaves)| {
            // Counted from 1: then the next node's number is twice its own, and one more to the right.
            let mut at = 1;
            for _ in 0..LEAVES.trailing_zeros() {
                let Node { feature, threshold } = nodes[at - 1];
                at = 2 * at + usize::from(asked[usize::from(feature)] > threshold);
            }
            i32::from(i16::from_le_bytes(leaves[at % LEAVES]))
        });
        values.sum()
    }

    /// The greatest number of a feature that is asked for.
    #[cfg(test)]
    pub(super) fn last_feature(&self) -> usize {
        self.nodes.iter().map(|node| usize::from(node.feature)).max().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One tree of two levels: row[0] > 5, then row[1] > -2 on the right.
    fn table() -> Vec<u8> {
        let mut bytes = vec![2, 1, 0];
        bytes.extend(10i32.to_le_bytes());
        for (feature, threshold) in [(0u8, 5i16), (0, 0), (1, -2)] {
            bytes.push(feature);
            bytes.extend(threshold.to_le_bytes());
        }
        bytes.extend([1i16, 2, 4, -800].into_iter().flat_map(i16::to_le_bytes));
        bytes
    }

    #[test]
    fn rows_go_down_the_tree() {
        let bytes = table();
        let (written, rest) = WrittenTrees::read(&bytes).unwrap();
        assert!(rest.is_empty());
        let trees = written.trees();
        for (row, sum) in [([0, 0], 11), ([1, 0], 12), ([5, 9], 12), ([6, -2], 14), ([6, -1], -790)] {
            let mut asked = [0; 256];
            asked[..2].copy_from_slice(&row);
            assert_eq!(trees.sum(&asked), sum, "{row:?}");
        }
    }

    #[test]
    fn what_is_cut_or_too_long_is_no_table() {
        let whole = [table(), table()].concat();
        assert!(Model::read(&whole).is_some());
        for cut in 0..whole.len() {
            assert!(Model::read(&whole[..cut]).is_none(), "{cut}");
        }
        assert!(Model::read(&[whole, vec![0]].concat()).is_none());
    }
}
