//! Diffie-Hellman over the integers (RFC 2631), and the primes for it.
//!
//! The arithmetic is `crypto-bigint`'s, whose time depends on the lengths only.

#[path = "dh_groups.rs"]
mod groups;

use crypto_bigint::modular::{BoxedMontyForm, BoxedMontyParams};
use crypto_bigint::{BoxedUint, NonZero, Odd, RandomBits};
use crypto_primes::{Flavor, is_prime, random_prime};

use crate::der;
use crate::{Error, Result, SystemRandom};

pub use groups::{GROUPS, Group};

/// The longest modulus taken, in bits.
pub const MAX_BITS: usize = 10_000;
/// The longest private key made here, in bits: twice the strength of any group.
const PRIVATE_BITS: usize = 512;

impl Group {
    /// The group of this name.
    pub fn find(name: &str) -> Option<&'static Self> {
        let index = GROUPS.binary_search_by(|group| group.name.cmp(name)).ok()?;
        Some(&GROUPS[index])
    }

    /// Its prime.
    pub fn prime_bytes(&self) -> Vec<u8> {
        let digit = |at: usize| u8::from_str_radix(&self.prime[at..at + 2], 16).unwrap_or_default();
        (0..self.prime.len()).step_by(2).map(digit).collect()
    }
}

/// `base` to the power of `exponent`, modulo an odd number; in the length of the modulus.
///
/// # Errors
/// [`Error::KeySize`] for a modulus that is even or too long, and a base that is longer.
pub fn power(base: &[u8], exponent: &[u8], modulus: &[u8]) -> Result<Vec<u8>> {
    let modulus = der::trimmed(modulus);
    let base = der::trimmed(base);
    if modulus.len() > MAX_BITS / 8 || base.len() > modulus.len() {
        return Err(Error::KeySize);
    }
    let odd = BoxedUint::from_be_slice_vartime(modulus).to_odd();
    let odd: Odd<BoxedUint> = Option::from(odd).ok_or(Error::KeySize)?;
    let bits = odd.as_ref().bits_precision();
    let base = BoxedUint::from_be_slice(base, bits).map_err(|_| Error::KeySize)?;
    let exponent = BoxedUint::from_be_slice_vartime(exponent);
    let parameters = BoxedMontyParams::new(odd);
    let result = BoxedMontyForm::new(base, &parameters).pow(&exponent);
    der::padded(&result.retrieve().to_be_bytes(), modulus.len())
}

/// A private key for a modulus.
///
/// # Errors
/// [`Error::KeySize`] for a modulus of less than two bits, or more than allowed.
pub fn generate_private(modulus: &[u8]) -> Result<Vec<u8>> {
    let modulus = der::trimmed(modulus);
    let bits = 8 * modulus.len()
        - modulus
            .first()
            .map_or(0, |byte| byte.leading_zeros() as usize);
    if !(2..=MAX_BITS).contains(&bits) {
        return Err(Error::KeySize);
    }
    let length = (bits - 1).min(PRIVATE_BITS);
    let mut private = vec![0; length.div_ceil(8)];
    crate::random(&mut private)?;
    // The highest bit is set, so that the length is what it is said to be.
    let high = (length - 1) % 8;
    private[0] &= ((1u16 << (high + 1)) - 1) as u8;
    private[0] |= 1 << high;
    Ok(private)
}

/// A number and its divisor, for primes that must leave a remainder.
#[derive(Debug, Clone, Copy)]
pub struct Congruence<'n> {
    /// The divisor.
    pub divisor: &'n [u8],
    /// What remains.
    pub remainder: &'n [u8],
}

/// A prime of this many bits. May take minutes for a safe one of thousands of bits.
///
/// # Errors
/// [`Error::KeySize`] outside 2 (3 for a safe one) to 10,000 bits, [`Error::Parameter`] for a divisor that
/// is as long as the prime.
pub fn generate_prime(
    bits: usize,
    is_safe: bool,
    wanted: Option<Congruence<'_>>,
) -> Result<Vec<u8>> {
    if bits > MAX_BITS || bits < if is_safe { 3 } else { 2 } {
        return Err(Error::KeySize);
    }
    let flavor = if is_safe { Flavor::Safe } else { Flavor::Any };
    let length = bits.div_ceil(8);
    let count = bits as u32;
    let Some(Congruence { divisor, remainder }) = wanted else {
        let prime: BoxedUint = random_prime(&mut SystemRandom, flavor, count);
        return der::padded(&prime.to_be_bytes(), length);
    };
    let wide = |number: &[u8]| {
        BoxedUint::from_be_slice(der::trimmed(number), count)
            .map_err(|_| Error::Parameter("divisor"))
    };
    let (divisor, remainder) = (wide(divisor)?, wide(remainder)?);
    if divisor.bit_width_vartime() > count || remainder >= divisor {
        return Err(Error::Parameter("divisor"));
    }
    let divisor: NonZero<BoxedUint> =
        Option::from(NonZero::new(divisor)).ok_or(Error::Parameter("divisor"))?;
    for _ in 0..200 * bits {
        let candidate = BoxedUint::random_bits(&mut SystemRandom, count);
        let rest = candidate.rem_vartime(&divisor);
        let candidate = candidate.wrapping_sub(&rest).wrapping_add(&remainder);
        // The sum may have gone past the end of its words.
        let is_wanted = candidate.rem_vartime(&divisor) == remainder;
        if is_wanted && candidate.bit_width_vartime() == count && is_prime(flavor, &candidate) {
            return der::padded(&candidate.to_be_bytes(), length);
        }
    }
    Err(Error::Failed)
}

/// Whether the number is a prime, with a vanishing chance to be wrong; or a safe one.
///
/// # Errors
/// [`Error::KeySize`] above 10,000 bits.
pub fn check_prime(number: &[u8], is_safe: bool) -> Result<bool> {
    let number = der::trimmed(number);
    if number.len() > MAX_BITS / 8 {
        return Err(Error::KeySize);
    }
    if number.is_empty() {
        return Ok(false);
    }
    let flavor = if is_safe { Flavor::Safe } else { Flavor::Any };
    Ok(is_prime(flavor, &BoxedUint::from_be_slice_vartime(number)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_safe_primes() {
        assert!(GROUPS.is_sorted_by_key(|group| group.name));
        for name in ["modp1", "modp2", "modp5"] {
            let group = Group::find(name).expect("a group");
            assert_eq!(check_prime(&group.prime_bytes(), true), Ok(true), "{name}");
        }
    }

    #[test]
    fn both_sides_share_a_secret() {
        let prime = Group::find("modp5").expect("a group").prime_bytes();
        let (a, b) = (generate_private(&prime), generate_private(&prime));
        let (a, b) = (a.expect("a key"), b.expect("a key"));
        let public = |key: &[u8]| power(&[2], key, &prime).expect("a key");
        let first = power(&public(&b), &a, &prime).expect("a secret");
        assert_eq!(power(&public(&a), &b, &prime), Ok(first));
        assert_eq!(power(&[3], &[5], &[7]), Ok(vec![5]));
        assert_eq!(power(&[3], &[5], &[8]), Err(Error::KeySize));
    }

    #[test]
    fn primes() {
        for bits in [8, 64, 100] {
            let prime = generate_prime(bits, false, None).expect("a prime");
            assert_eq!(check_prime(&prime, false), Ok(true));
        }
        let wanted = Congruence {
            divisor: &[12],
            remainder: &[11],
        };
        let prime = generate_prime(32, false, Some(wanted)).expect("a prime");
        let number = u32::from_be_bytes(prime.try_into().expect("four bytes"));
        assert_eq!(number % 12, 11);
        for (number, expected) in [(0, false), (1, false), (2, true), (9, false), (97, true)] {
            assert_eq!(check_prime(&[number], false), Ok(expected), "{number}");
        }
    }
}
