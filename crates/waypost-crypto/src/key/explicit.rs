//! The parameters of the curves written out (RFC 3279, section 2.3.5), as `paramEncoding: "explicit"` asks for.
//!
//! Only parameters of the known curves are read: whoever chooses others can choose ones that make
//! every signature valid.

use super::ec::Curve;
use crate::der::{Reader, tag};

const PRIME256V1: &str = "\
    3081f7020101302c06072a8648ce3d0101022100ffffffff00000001000000000000000000000000ffffffffffffffffffff\
    ffff305b0420ffffffff00000001000000000000000000000000fffffffffffffffffffffffc04205ac635d8aa3a93e7b3eb\
    bd55769886bc651d06b0cc53b0f63bce3c3e27d2604b031500c49d360886e704936a6678e1139d26b7819f7e900441046b17\
    d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c2964fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce3357\
    6b315ececbb6406837bf51f5022100ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551020101\
";
const SECP256K1: &str = "\
    3081e0020101302c06072a8648ce3d0101022100fffffffffffffffffffffffffffffffffffffffffffffffffffffffeffff\
    fc2f304404200000000000000000000000000000000000000000000000000000000000000000042000000000000000000000\
    0000000000000000000000000000000000000000000704410479be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959\
    f2815b16f81798483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8022100ffffffffffffffff\
    fffffffffffffffebaaedce6af48a03bbfd25e8cd0364141020101\
";
const SECP384R1: &str = "\
    30820157020101303c06072a8648ce3d0101023100ffffffffffffffffffffffffffffffffffffffffffffffffffffffffff\
    fffffeffffffff0000000000000000ffffffff307b0430ffffffffffffffffffffffffffffffffffffffffffffffffffffff\
    fffffffffeffffffff0000000000000000fffffffc0430b3312fa7e23ee7e4988e056be3f82d19181d9c6efe814112031408\
    8f5013875ac656398d8a2ed19d2a85c8edd3ec2aef031500a335926aa319a27a1d00896a6773a4827acdac73046104aa87ca\
    22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a545e3872760ab73617de4a96\
    262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5f023100ffffffff\
    ffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973020101\
";
const SECP521R1: &str = "\
    308201c3020101304d06072a8648ce3d0101024201ffffffffffffffffffffffffffffffffffffffffffffffffffffffffff\
    ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff30819f044201ffffffffffffffff\
    ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff\
    fffffffffffffc04420051953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e93\
    7b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00031500d09e8800291cb85396cc6717393284aaa0da64ba0481\
    850400c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d3dbaa14b5e77efe75928fe1dc127a2ff\
    a8de3348b3c1856a429bf97e7e31c2e5bd66011839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd17273e\
    662c97ee72995ef42640c550b9013fad0761353c7086a272c24088be94769fd16650024201ffffffffffffffffffffffffff\
    fffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e9138\
    6409020101\
";

fn text(curve: Curve) -> &'static str {
    match curve {
        Curve::P256 => PRIME256V1,
        Curve::K256 => SECP256K1,
        Curve::P384 => SECP384R1,
        Curve::P521 => SECP521R1,
    }
}

/// The parameters of a curve, encoded.
pub(super) fn parameters(curve: Curve) -> Vec<u8> {
    let hex = text(curve);
    let digit = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).unwrap_or_default();
    (0..hex.len()).step_by(2).map(digit).collect()
}

/// The curve with these parameters. The seed, which some leave out, does not count.
pub(super) fn curve_of(encoded: &[u8]) -> Option<Curve> {
    let wanted = numbers(encoded)?;
    Curve::ALL
        .into_iter()
        .find(|curve| numbers(&parameters(*curve)).as_ref() == Some(&wanted))
}

/// The field, both coefficients, the base and the order.
fn numbers(encoded: &[u8]) -> Option<[Vec<u8>; 5]> {
    let mut outer = Reader::new(encoded).sequence().ok()?;
    outer.small().ok()?;
    let field = outer.read(tag::SEQUENCE).ok()?.to_vec();
    let mut coefficients = outer.sequence().ok()?;
    let (a, b) = (coefficients.octets().ok()?, coefficients.octets().ok()?);
    let base = outer.octets().ok()?;
    let order = outer.unsigned().ok()?;
    Some([field, a.to_vec(), b.to_vec(), base.to_vec(), order.to_vec()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_curve_is_found_by_its_parameters() {
        for curve in Curve::ALL {
            let encoded = parameters(curve);
            assert_eq!(curve_of(&encoded), Some(curve));
            let mut other = encoded.clone();
            // The end of the order, before the cofactor.
            let place = other.len() - 4;
            other[place] ^= 2;
            assert_eq!(curve_of(&other), None);
            assert_eq!(curve_of(&encoded[..place]), None);
        }
    }
}
