//! Numbers of cases that are added and compared many at a time.
//!
//! The narrower they are, the more of them one instruction handles and the more of a map the cache holds, so a search
//! takes the narrowest that what is expected allows.
//! A map that turns out not to fit is searched one window at a time instead.

/// Numbers that are compared at a time.
pub(super) const LANES: usize = 16;

/// Numbers that are added at a time.
pub(super) const STRIP: usize = 64;

/// Part of a row of numbers; it begins where the cache's lines do, so that it takes no more of them than it must.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
pub(super) struct Strip<R>(pub(super) [R; STRIP]);

/// A number of cases.
pub(super) trait Lane: Copy + Default + Ord + Into<i32> + Send + Sync {
    /// Largest and smallest number.
    const MAX: i32;
    const MIN: Self;
    /// The nearest number.
    fn nearest(value: i32) -> Self;
    /// Sum and difference that wrap round.
    fn plus(self, other: Self) -> Self;
    fn minus(self, other: Self) -> Self;
    /// Sum and difference that stop at the ends.
    fn plus_until(self, other: Self) -> Self;
    fn minus_until(self, other: Self) -> Self;
    /// A number below zero if any of the two is.
    fn or(self, other: Self) -> Self;
}

macro_rules! lane {
    ($type:ty) => {
        impl Lane for $type {
            const MAX: i32 = <$type>::MAX as i32;
            const MIN: Self = <$type>::MIN;
            #[inline(always)]
            fn nearest(value: i32) -> Self {
                value.clamp(<$type>::MIN as i32, <$type>::MAX as i32) as $type
            }
            #[inline(always)]
            fn plus(self, other: Self) -> Self {
                self.wrapping_add(other)
            }
            #[inline(always)]
            fn minus(self, other: Self) -> Self {
                self.wrapping_sub(other)
            }
            #[inline(always)]
            fn plus_until(self, other: Self) -> Self {
                self.saturating_add(other)
            }
            #[inline(always)]
            fn minus_until(self, other: Self) -> Self {
                self.saturating_sub(other)
            }
            #[inline(always)]
            fn or(self, other: Self) -> Self {
                self | other
            }
        }
    };
}
lane!(i8);
lane!(u8);
lane!(i16);
lane!(i32);
