//! The vault, with keys made for the test and numbers of nobody.

mod identifiers;
mod rotation;
mod sealing;
mod sources;
mod vectors;

use rand_pcg::Pcg64;
use rand_pcg::rand_core::{Infallible, SeedableRng, TryCryptoRng, TryRng};

/// Numbers that are the same in every run; good for tests and for nothing else.
struct TestRng(Pcg64);

impl TestRng {
    fn new(seed: u64) -> Self {
        TestRng(Pcg64::seed_from_u64(seed))
    }
}

impl TryRng for TestRng {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        self.0.try_next_u32()
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        self.0.try_next_u64()
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        self.0.try_fill_bytes(bytes)
    }
}

impl TryCryptoRng for TestRng {}
