//! Chance that is the same on every run: SplitMix64, seeded by what is drawn.

/// A source of numbers; the same seed gives the same numbers.
pub struct Chance(u64);

impl Chance {
    /// `what` and `number` name what is drawn, so that parts don't depend on each other's draws.
    pub fn of(what: u64, number: u64) -> Chance {
        let mut chance = Chance(what.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ number.wrapping_mul(0xd1b5_4a32_d192_ed03));
        chance.next();
        chance
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let value = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        value ^ (value >> 31)
    }

    /// From 0 on, below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        ((u128::from(self.next()) * end as u128) >> 64) as usize
    }

    /// From 0 on, below 1.
    pub fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    pub fn happens(&mut self, chance: f64) -> bool {
        self.share() < chance
    }

    /// A rank from 0 on, the n-th half as often as the first of n: Zipf's law, as words follow it.
    pub fn rank(&mut self, ranks: usize) -> usize {
        let rank = ((ranks + 1) as f64).powf(self.share()) as usize;
        rank.saturating_sub(1).min(ranks - 1)
    }

    /// Around `median`, with a long tail: `spread` is the standard deviation of the logarithm.
    pub fn length(&mut self, median: f64, spread: f64) -> f64 {
        let normal = (0..12).map(|_| self.share()).sum::<f64>() - 6.0;
        median * (normal * spread).exp()
    }

    pub fn pick<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }
}
