//! Published vectors, and messages in pieces against messages as a whole.

use super::*;

fn bytes(hex: &str) -> Vec<u8> {
    let digit = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).expect("hex digits");
    (0..hex.len()).step_by(2).map(digit).collect()
}

fn spec(name: &str) -> &'static Spec {
    Spec::find(name).expect("a known cipher")
}

#[test]
fn the_tables_are_sorted() {
    assert!(CIPHERS.is_sorted_by_key(|known| known.name));
    assert!(ALIASES.is_sorted());
    assert_eq!(spec("AES256").name, "aes-256-cbc");
    assert_eq!(Spec::of_nid(895), Some(spec("id-aes128-GCM")));
    for name in Spec::names() {
        assert!(Spec::find(name).is_some(), "{name}");
    }
}

/// NIST SP 800-38A, appendix F.
#[test]
fn modes_of_aes() {
    let plain = "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51";
    let key = "2b7e151628aed2a6abf7158809cf4f3c";
    let iv = "000102030405060708090a0b0c0d0e0f";
    let cases = [
        (
            "aes-128-ecb",
            "",
            "3ad77bb40d7a3660a89ecaf32466ef97f5d3d58503b9699de785895a96fdbaaf",
        ),
        (
            "aes-128-cbc",
            iv,
            "7649abac8119b246cee98e9b12e9197d5086cb9b507219ee95db113a917678b2",
        ),
        (
            "aes-128-cfb",
            iv,
            "3b3fd92eb72dad20333449f8e83cfb4ac8a64537a0b3a93fcde3cdad9f1ce58b",
        ),
        (
            "aes-128-ofb",
            iv,
            "3b3fd92eb72dad20333449f8e83cfb4a7789508d16918f03f53c52dac54ed825",
        ),
        (
            "aes-128-ctr",
            "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff",
            "874d6191b620e3261bef6864990db6ce9806f66b7970fdff8617187bb9fffdff",
        ),
    ];
    for (name, iv, expected) in cases {
        for (direction, from, to) in [
            (Direction::Encrypt, plain, expected),
            (Direction::Decrypt, expected, plain),
        ] {
            let mut cipher =
                Cipher::new(spec(name), direction, &bytes(key), &bytes(iv)).expect("a cipher");
            cipher.set_padding(false);
            let mut output = Vec::new();
            for piece in bytes(from).chunks(7) {
                output.extend(cipher.update(piece).expect("an update"));
            }
            output.extend(cipher.finish(None).expect("an end"));
            assert_eq!(output, bytes(to), "{name} {direction:?}");
        }
    }
}

/// NIST SP 800-67, appendix B; the chained one as OpenSSL has it.
#[test]
fn triple_des() {
    let plain = "54686520717566636b2062726f776e20666f78206a756d70";
    let key = bytes("0123456789abcdef23456789abcdef01456789abcdef0123");
    let cases = [
        (
            "des-ede3",
            "",
            "a826fd8ce53b855fcce21c8112256fe668d5c05dd9b6b900",
        ),
        (
            "des3",
            "0001020304050607",
            "f368d06f3bbd614e60f2d0245cad3f818d5c69f2cb3fd5c7",
        ),
    ];
    for (name, iv, expected) in cases {
        for (direction, from, to) in [
            (Direction::Encrypt, plain, expected),
            (Direction::Decrypt, expected, plain),
        ] {
            let mut cipher =
                Cipher::new(spec(name), direction, &key, &bytes(iv)).expect("a cipher");
            cipher.set_padding(false);
            let mut output = Vec::new();
            for piece in bytes(from).chunks(5) {
                output.extend(cipher.update(piece).expect("an update"));
            }
            output.extend(cipher.finish(None).expect("an end"));
            assert_eq!(output, bytes(to), "{name} {direction:?}");
        }
        for length in 0..20 {
            let message = vec![7; length];
            let sealed = run(spec(name), Direction::Encrypt, &key, &bytes(iv), &message);
            let opened = run(
                spec(name),
                Direction::Decrypt,
                &key,
                &bytes(iv),
                &sealed.expect("sealed"),
            );
            assert_eq!(opened.expect("opened"), message);
        }
    }
}

#[test]
fn padding_of_every_length() {
    for length in 0..40 {
        let message = vec![9; length];
        for name in ["aes-192-cbc", "aes-256-ecb"] {
            let spec = spec(name);
            let (key, iv) = (vec![1; spec.key_length], vec![2; spec.iv_length]);
            let sealed = run(spec, Direction::Encrypt, &key, &iv, &message).expect("a ciphertext");
            assert_eq!(sealed.len(), length / 16 * 16 + 16);
            let opened = run(spec, Direction::Decrypt, &key, &iv, &sealed).expect("a text");
            assert_eq!(opened, message);
            let cut = run(
                spec,
                Direction::Decrypt,
                &key,
                &iv,
                &sealed[..sealed.len() - 1],
            );
            assert_eq!(cut, Err(Error::WrongFinalBlockLength));
            let mut changed = sealed.clone();
            changed[sealed.len() - 1] ^= 1;
            if name.ends_with("ecb") {
                let refused = run(spec, Direction::Decrypt, &key, &iv, &changed);
                assert_eq!(refused, Err(Error::BadDecrypt), "{length}");
            }
        }
    }
}

/// The GCM specification, test cases 4, 5 and 6: vectors of 12, 8 and 60 bytes.
#[test]
fn gcm() {
    let key = bytes("feffe9928665731c6d6a8f9467308308");
    let plain = bytes(
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
    );
    let authenticated = bytes("feedfacedeadbeeffeedfacedeadbeefabaddad2");
    let cases = [
        (
            "cafebabefacedbaddecaf888",
            "5bc94fbc3221a5db94fae95ae7121a47",
        ),
        ("cafebabefacedbad", "3612d2e79e3b0785561be14aaca2fccb"),
        (
            "9313225df88406e555909c5aff5269aa6a7a9538534f7da1e4c303d2a318a728c3c0c95156809539fcf0e2429a6b525416aedbf5a0de6a57a637b39b",
            "619cc5aefffe0bfa462af43c1699d050",
        ),
    ];
    for (iv, tag) in cases {
        let iv = bytes(iv);
        let sealed = gcm_seal(&key, &iv, &authenticated, &plain, 16).expect("a ciphertext");
        assert_eq!(sealed[plain.len()..], bytes(tag));
        let opened = gcm_open(&key, &iv, &authenticated, &sealed, 16);
        assert_eq!(opened.as_ref(), Ok(&plain));
        let short = gcm_seal(&key, &iv, &authenticated, &plain, 12).expect("a ciphertext");
        assert_eq!(short, sealed[..plain.len() + 12]);
        assert_eq!(
            gcm_open(&key, &iv, &authenticated, &short, 12).as_ref(),
            Ok(&plain)
        );
        assert_eq!(
            gcm_open(&key, &iv, b"", &sealed, 16),
            Err(Error::NotAuthentic)
        );

        let mut cipher =
            Cipher::new(spec("aes-128-gcm"), Direction::Encrypt, &key, &iv).expect("a cipher");
        for piece in authenticated.chunks(3) {
            cipher.add_authenticated(piece);
        }
        let mut output = Vec::new();
        for piece in plain.chunks(7) {
            output.extend(cipher.update(piece).expect("an update"));
        }
        cipher.finish(None).expect("an end");
        assert_eq!(output, sealed[..plain.len()]);
        assert_eq!(cipher.tag().map(|tag| tag.to_vec()), Some(bytes(tag)));
    }
}

/// RFC 8439, section 2.8.2.
#[test]
fn chacha20_poly1305() {
    let key: Vec<u8> = (0x80..0xa0).collect();
    let iv = bytes("070000004041424344454647");
    let plain = b"Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.";
    let spec = spec("chacha20-poly1305");
    let mut cipher = Cipher::new(spec, Direction::Encrypt, &key, &iv).expect("a cipher");
    cipher.add_authenticated(&bytes("50515253c0c1c2c3c4c5c6c7"));
    let mut sealed = Vec::new();
    for piece in plain.chunks(9) {
        sealed.extend(cipher.update(piece).expect("an update"));
    }
    cipher.finish(None).expect("an end");
    assert_eq!(sealed[..16], bytes("d31a8d34648e60db7b86afbc53ef7ec2"));
    let tag = bytes("1ae10b594f09e26a7e902ecbd0600691");
    assert_eq!(cipher.tag().map(|tag| tag.to_vec()), Some(tag.clone()));
    for (tag, expected) in [
        (Some(&tag[..]), Ok(Vec::new())),
        (Some(&tag[..8]), Ok(Vec::new())),
        (Some(&[0; 16][..]), Err(Error::NotAuthentic)),
        (None, Err(Error::NotAuthentic)),
    ] {
        let mut cipher = Cipher::new(spec, Direction::Decrypt, &key, &iv).expect("a cipher");
        cipher.add_authenticated(&bytes("50515253c0c1c2c3c4c5c6c7"));
        assert_eq!(cipher.update(&sealed).as_deref(), Ok(&plain[..]));
        assert_eq!(cipher.finish(tag), expected);
    }
}

/// The counter's lower half overflows and does not carry: sealed in one go by another implementation's rule.
#[test]
fn gcm_counter_overflows_alone() {
    let key = [3; 16];
    let plain = vec![0; 64];
    let (iv, before) = (0u32..)
        .map(|number| number.to_be_bytes().repeat(2))
        .find_map(|iv| {
            let cipher = gcm::Gcm::new(Direction::Encrypt, &key, &iv).ok()?;
            let before = cipher.blocks_before_overflow();
            (before < 1 << 16).then_some((iv, before as usize * 16))
        })
        .expect("one in 65,536 starts near the end");
    let long = vec![0; before + plain.len()];
    let sealed = gcm_seal(&key, &iv, b"", &long, 16).expect("a ciphertext");
    assert_eq!(gcm_open(&key, &iv, b"", &sealed, 16).as_ref(), Ok(&long));
    let mut cipher =
        Cipher::new(spec("aes-128-gcm"), Direction::Encrypt, &key, &iv).expect("a cipher");
    let mut output = Vec::new();
    for piece in long.chunks(1000) {
        output.extend(cipher.update(piece).expect("an update"));
    }
    assert_eq!(output, sealed[..long.len()]);
}

/// RFC 3394, sections 4.1, 4.4 and 4.6.
#[test]
fn key_wrap() {
    let cases = [
        (
            "000102030405060708090a0b0c0d0e0f",
            "00112233445566778899aabbccddeeff",
            "1fa68b0a8112b447aef34bd8fb5a7b829d3e862371d2cfe5",
        ),
        (
            "000102030405060708090a0b0c0d0e0f1011121314151617",
            "00112233445566778899aabbccddeeff0001020304050607",
            "031d33264e15d33268f24ec260743edce1c6c7ddee725a936ba814915c6762d2",
        ),
        (
            "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
            "00112233445566778899aabbccddeeff000102030405060708090a0b0c0d0e0f",
            "28c9f404c4b810f4cbccb35cfb87f8263f5786e2d80ed326cbc7f0e71a99f43bfb988b9b7a02dd21",
        ),
    ];
    for (key, data, wrapped) in cases {
        let (key, data, wrapped) = (bytes(key), bytes(data), bytes(wrapped));
        assert_eq!(wrap_key(&key, &data).as_ref(), Ok(&wrapped));
        assert_eq!(unwrap_key(&key, &wrapped).as_ref(), Ok(&data));
        let mut changed = wrapped.clone();
        changed[9] ^= 1;
        assert_eq!(unwrap_key(&key, &changed), Err(Error::BadDecrypt));
        assert_eq!(wrap_key(&key, &data[1..]), Err(Error::Length("data")));
    }
}
