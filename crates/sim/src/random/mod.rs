//! Random numbers by name, not by turn.
//!
//! A number is a function of a key and a counter, so it does not matter who asks first, on which thread, or whether
//! anybody asked before (counter-based generation: Salmon et al. 2011, doi:10.1145/2063384.2063405).
//! That is what makes a run the same for any number of threads, lets contact tracing ask again whom somebody met last
//! Tuesday without a diary, and gives two scenarios the same luck wherever their stories agree (common random numbers).
//!
//! The mixing function is SplitMix64's (Steele, Lea & Flood 2014, doi:10.1145/2660193.2660195, variant 13 of Stafford),
//! applied once for each word of the key.
//! It is quick and passes the usual batteries; it is not for secrets.

mod draws;

/// The odd number nearest 2⁶⁴ divided by the golden ratio: steps of it visit all 64-bit numbers, far apart.
const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

/// Scrambles 64 bits, one to one.
#[inline(always)]
pub(crate) const fn mix(word: u64) -> u64 {
    let word = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    word ^ (word >> 31)
}

/// The name of a family of random numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key(u64);

impl Key {
    /// The family of this seed and purpose; different purposes never share numbers.
    pub fn named(seed: u64, purpose: &str) -> Self {
        let name = purpose.bytes().fold(mix(seed ^ STEP), |key, byte| {
            mix(key.wrapping_add(STEP) ^ u64::from(byte))
        });
        Self(name)
    }

    /// The sub-family of one thing: an agent, a day, a slot.
    #[inline(always)]
    pub const fn of(self, thing: u64) -> Self {
        Self(mix(self.0.wrapping_add(thing.wrapping_mul(STEP)) ^ STEP))
    }

    /// 64 random bits: the number at this place of the family.
    #[inline(always)]
    pub const fn bits(self, counter: u64) -> u64 {
        mix(self
            .0
            .wrapping_add(counter.wrapping_add(1).wrapping_mul(STEP)))
    }

    /// A uniform number from 0 to below 1, of 53 bits.
    #[inline(always)]
    pub fn uniform(self, counter: u64) -> f64 {
        unit(self.bits(counter))
    }

    /// A stream that begins at the family's first number.
    pub const fn stream(self) -> Stream {
        Stream {
            key: self,
            counter: 0,
        }
    }
}

/// 64 bits as a number from 0 to below 1.
#[inline(always)]
pub(crate) fn unit(bits: u64) -> f64 {
    (bits >> 11) as f64 * (1.0 / (1_u64 << 53) as f64)
}

/// 32 bits as a whole number from 0 to below `end`; the bias is below `end` / 2³² (Lemire 2019, doi:10.1145/3230636).
#[inline(always)]
pub(crate) const fn below(bits: u32, end: u32) -> u32 {
    ((bits as u64 * end as u64) >> 32) as u32
}

/// The numbers of a family one after the other, for draws that need an unknown number of them.
#[derive(Debug, Clone)]
pub struct Stream {
    key: Key,
    counter: u64,
}

impl Stream {
    /// The stream of this seed, purpose and index.
    pub fn named(seed: u64, purpose: &str, index: u64) -> Self {
        Key::named(seed, purpose).of(index).stream()
    }

    /// 64 random bits.
    #[inline(always)]
    pub const fn bits(&mut self) -> u64 {
        let bits = self.key.bits(self.counter);
        self.counter += 1;
        bits
    }

    /// A uniform number from 0 to below 1.
    #[inline(always)]
    pub fn uniform(&mut self) -> f64 {
        unit(self.bits())
    }

    /// A whole number from 0 to below `end`; 0 if there is none.
    #[inline(always)]
    pub fn below(&mut self, end: u32) -> u32 {
        below((self.bits() >> 32) as u32, end)
    }
}
