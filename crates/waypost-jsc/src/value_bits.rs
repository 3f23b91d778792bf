//! What a value is by its bits alone: the address of a cell, or a number.
//!
//! On 64-bit systems the engine keeps a value in one word, and so does the C API. To ask it for a number takes the lock;
//! compiled code looks at the bits. How numbers lie in them is tried in the first realm; where one lies otherwise,
//! the C API is asked, and nothing but time is lost.

use std::sync::OnceLock;

use crate::sys::{self, JSContextRef, JSValueRef};

/// Bits that are set in all numbers.
const NUMBER: u64 = 0xfffe_0000_0000_0000;
/// What is added to the bits of a double.
const DOUBLE_OFFSET: u64 = 1 << 49;
/// Bits of which a value has one unless it is the address of a cell.
const NOT_A_CELL: u64 = NUMBER | 2;

static NUMBERS_ARE_KNOWN: OnceLock<bool> = OnceLock::new();

fn bits(value: JSValueRef) -> u64 {
    value.addr() as u64
}

/// True when the bits are those of an address; what uses it has seen so for values of other kinds.
#[inline]
pub(crate) fn is_cell(value: JSValueRef) -> bool {
    bits(value) & NOT_A_CELL == 0
}

/// The number that a value is; none for other values, and where the C API has to say it.
#[inline]
pub(crate) fn number_of(value: JSValueRef) -> Option<f64> {
    if NUMBERS_ARE_KNOWN.get() != Some(&true) {
        return None;
    }
    decode(bits(value))
}

fn decode(bits: u64) -> Option<f64> {
    match bits & NUMBER {
        0 => None,
        NUMBER => Some(f64::from(bits as u32 as i32)),
        _ => Some(f64::from_bits(bits - DOUBLE_OFFSET)),
    }
}

/// Tries it once per process, in the first realm: its context was just made on this thread.
pub(crate) fn probe(context: JSContextRef) {
    NUMBERS_ARE_KNOWN.get_or_init(|| {
        let numbers = [
            0.0,
            -0.0,
            1.0,
            -1.0,
            2_147_483_647.0,
            2_147_483_648.0,
            -2_147_483_648.0,
            1.5,
            -1e300,
            5e-324,
            9_007_199_254_740_991.0,
            f64::INFINITY,
            f64::NEG_INFINITY,
        ];
        // SAFETY: the context is alive on this thread; the calls make values that are no cells.
        let (numbers_of, not_a_number, others) = unsafe {
            (
                numbers.map(|number| sys::JSValueMakeNumber(context, number)),
                sys::JSValueMakeNumber(context, f64::NAN),
                [
                    sys::JSValueMakeUndefined(context),
                    sys::JSValueMakeNull(context),
                    sys::JSValueMakeBoolean(context, false),
                    sys::JSValueMakeBoolean(context, true),
                    sys::JSContextGetGlobalObject(context).cast_const(),
                ],
            )
        };
        let is_right = |(number, value): (&f64, &JSValueRef)| {
            decode(bits(*value)).is_some_and(|seen| seen.to_bits() == number.to_bits())
        };
        size_of::<JSValueRef>() == size_of::<u64>()
            && numbers.iter().zip(&numbers_of).all(is_right)
            && decode(bits(not_a_number)).is_some_and(f64::is_nan)
            && others.iter().all(|value| decode(bits(*value)).is_none())
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Origin, Vm, VmOptions};

    #[test]
    #[cfg(target_pointer_width = "64")]
    fn numbers_are_read_from_their_bits() {
        let vm = Vm::new(VmOptions::default()).expect("a VM");
        vm.new_realm().enter(|scope| {
            assert_eq!(NUMBERS_ARE_KNOWN.get(), Some(&true));
            for (source, expected) in [
                ("7", Some(7.0)),
                ("-7", Some(-7.0)),
                ("0.1 + 0.2", Some(0.1 + 0.2)),
                ("2 ** 31", Some(2_147_483_648.0)),
                ("-(2 ** 31)", Some(-2_147_483_648.0)),
                ("1 / 0", Some(f64::INFINITY)),
                ("Number.MAX_VALUE", Some(f64::MAX)),
                ("new Float64Array([-1.25])[0]", Some(-1.25)),
                ("'7'", None),
                ("7n", None),
                ("true", None),
                ("undefined", None),
                ("({})", None),
                ("new Number(7)", None),
            ] {
                let value = scope
                    .evaluate(source, &Origin::new("test"))
                    .expect("it runs");
                assert_eq!(number_of(value.raw()), expected, "{source}");
                assert_eq!(value.as_number(scope), expected, "{source}");
            }
            let odd = "new Float64Array(new BigUint64Array([0xfffedcba98765432n]).buffer)[0]";
            let value = scope.evaluate(odd, &Origin::new("test")).expect("it runs");
            assert!(value.as_number(scope).is_some_and(f64::is_nan));
        });
    }
}
