//! Published vectors for every hash and keyed hash.

use super::{ALGORITHMS, Algorithm, Hasher};

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn algorithm(name: &str) -> Algorithm {
    Algorithm::find(name).expect("a known algorithm")
}

#[test]
fn the_table_is_sorted_and_found() {
    assert!(ALGORITHMS.is_sorted_by_key(|algorithm| algorithm.name));
    for known in ALGORITHMS {
        assert_eq!(Algorithm::find(known.name), Some(*known));
    }
    assert_eq!(Algorithm::find("sha"), None);
}

#[test]
fn hashes_of_abc() {
    let cases = [
        ("md5", "900150983cd24fb0d6963f7d28e17f72"),
        ("sha1", "a9993e364706816aba3e25717850c26c9cd0d89d"),
        (
            "sha224",
            "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7",
        ),
        (
            "sha256",
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        ),
        ("ripemd160", "8eb208f7e05d987a9b044a8e98c6b087f15a0bfc"),
        (
            "blake2b512",
            "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d17d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923",
        ),
        (
            "blake2s256",
            "508c5e8c327c14e2e1a72ba34eeb452f37458b209ed63a294d999b4c86675982",
        ),
        (
            "sha3-224",
            "e642824c3f8cf24ad09234ee7d3c766fc9a3a5168d0c94ad73b46fdf",
        ),
        ("shake128", "5881092dd818bf5cf8a3ddb793fbcba7"),
        (
            "shake256",
            "483366601360a8771c6863080cc4114d8db44530f8f1e1ee4f94ea37e78b5739",
        ),
        (
            "sha3-256",
            "3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532",
        ),
        (
            "sha512-224",
            "4634270f707b6a54daae7530460842e20e37ed265ceee9a43e8924aa",
        ),
        (
            "sha512-256",
            "53048e2681941ef99b2e29b76b4c7dabe4c2d0c634fc6d46e0e2f13107e7af23",
        ),
        (
            "sha384",
            "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7",
        ),
        (
            "sha512",
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        ),
    ];
    for (name, expected) in cases {
        assert_eq!(hex(&algorithm(name).digest(b"abc")), expected, "{name}");
    }
}

/// RFC 2202 and RFC 4231: case 2, and case 6 whose key is longer than a block.
#[test]
fn keyed_hashes() {
    let data = b"what do ya want for nothing?";
    let long = b"Test Using Larger Than Block-Size Key - Hash Key First";
    let cases: &[(&str, Vec<u8>, &[u8], &str)] = &[
        (
            "md5",
            b"Jefe".to_vec(),
            data,
            "750c783e6ab0b503eaa86e310a5db738",
        ),
        (
            "sha1",
            b"Jefe".to_vec(),
            data,
            "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79",
        ),
        (
            "sha256",
            b"Jefe".to_vec(),
            data,
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        ),
        (
            "sha384",
            b"Jefe".to_vec(),
            data,
            "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649",
        ),
        (
            "sha256",
            vec![0xaa; 131],
            long,
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
        ),
        (
            "sha512",
            vec![0xaa; 131],
            long,
            "80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f3526b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598",
        ),
    ];
    for (name, key, data, expected) in cases {
        assert_eq!(hex(&algorithm(name).hmac(key, data)), *expected, "{name}");
    }
}

#[test]
fn a_clone_goes_its_own_way() {
    for known in ALGORITHMS {
        let mut first = Hasher::new(*known);
        first.update(b"a");
        let mut second = first.clone();
        first.update(b"b");
        second.update(b"c");
        assert_eq!(first.finish(), known.digest(b"ab"), "{}", known.name);
        assert_eq!(second.finish(), known.digest(b"ac"), "{}", known.name);
    }
}
