//! Both ways of doing the same, against each other: `aws-lc-rs` and the arithmetic of the `rsa` crate.

use super::*;
use crate::key::{Purpose, RsaPrivate};

fn hash(name: &str) -> Algorithm {
    Algorithm::find(name).expect("a known hash")
}

fn key() -> RsaPrivate {
    RsaPrivate::generate(2048, 65537, Purpose::Any).expect("a key")
}

#[test]
fn signatures() {
    let key = key();
    let other = RsaPrivate::generate(1024, 3, Purpose::Any).expect("a key");
    for name in [
        "md5",
        "sha1",
        "sha224",
        "sha256",
        "sha384",
        "sha512",
        "ripemd160",
        "sha3-256",
    ] {
        let algorithm = hash(name);
        let digest = algorithm.digest(b"a message");
        let mut paddings = vec![SignaturePadding::Pkcs1];
        for salt in [Salt::Digest, Salt::Auto, Salt::Bytes(0), Salt::Bytes(7)] {
            paddings.push(SignaturePadding::Pss {
                salt,
                mask_hash: algorithm,
            });
            paddings.push(SignaturePadding::Pss {
                salt,
                mask_hash: hash("sha1"),
            });
        }
        for padding in paddings {
            for key in [&key, &other] {
                if matches!(
                    padding,
                    SignaturePadding::Pss {
                        salt: Salt::Digest,
                        ..
                    }
                ) && 2 * algorithm.length + 2 > key.public().length()
                {
                    let refused = sign(key, algorithm, &digest, padding);
                    assert_eq!(refused, Err(Error::DataTooLarge), "{name}");
                    continue;
                }
                let signature = sign(key, algorithm, &digest, padding).expect("a signature");
                assert!(
                    verify(key.public(), algorithm, &digest, padding, &signature),
                    "{name} {padding:?}"
                );
                let mut changed = signature.clone();
                changed[9] ^= 1;
                assert!(!verify(key.public(), algorithm, &digest, padding, &changed));
                assert!(!verify(
                    key.public(),
                    algorithm,
                    &algorithm.digest(b"b"),
                    padding,
                    &signature
                ));
                if let SignaturePadding::Pss { mask_hash, salt } = padding {
                    let auto = SignaturePadding::Pss {
                        salt: Salt::Auto,
                        mask_hash,
                    };
                    assert!(verify(key.public(), algorithm, &digest, auto, &signature));
                    let wrong = SignaturePadding::Pss {
                        salt: Salt::Bytes(11),
                        mask_hash,
                    };
                    assert!(
                        !verify(key.public(), algorithm, &digest, wrong, &signature),
                        "{salt:?}"
                    );
                }
            }
        }
    }
}

#[test]
fn ciphertexts() {
    let key = key();
    let small = RsaPrivate::generate(1024, 65537, Purpose::Any).expect("a key");
    let paddings = [
        EncryptionPadding::Pkcs1,
        EncryptionPadding::Oaep(hash("sha1"), Vec::new()),
        EncryptionPadding::Oaep(hash("sha256"), b"label".to_vec()),
        EncryptionPadding::Oaep(hash("sha224"), b"label".to_vec()),
    ];
    for key in [&key, &small] {
        for padding in &paddings {
            let sealed = encrypt(key.public(), b"secret", padding).expect("a ciphertext");
            assert_eq!(
                decrypt(key, &sealed, padding).as_deref(),
                Ok(&b"secret"[..]),
                "{padding:?}"
            );
            let empty = encrypt(key.public(), b"", padding).expect("a ciphertext");
            assert_eq!(
                decrypt(key, &empty, padding).as_deref(),
                Ok(&b""[..]),
                "{padding:?}"
            );
            let mut changed = sealed.clone();
            changed[20] ^= 1;
            assert!(decrypt(key, &changed, padding).is_err());
            let long = vec![1; key.public().length() - 10];
            assert_eq!(
                encrypt(key.public(), &long, padding),
                Err(Error::DataTooLarge)
            );
        }
        let block = [&[0][..], &vec![5; key.public().length() - 1]].concat();
        let sealed = encrypt(key.public(), &block, &EncryptionPadding::None).expect("a ciphertext");
        assert_eq!(decrypt(key, &sealed, &EncryptionPadding::None), Ok(block));
        let signed = private_encrypt(key, b"data", true).expect("a block");
        assert_eq!(
            public_decrypt(key.public(), &signed, true).as_deref(),
            Ok(&b"data"[..])
        );
        assert_eq!(
            encrypt(key.public(), b"short", &EncryptionPadding::None),
            Err(Error::DataTooSmall)
        );
    }
}

/// What one way encrypts the other decrypts.
#[test]
fn padding_is_the_same_on_both_ways() {
    let key = key();
    for name in ["sha1", "sha256", "sha512"] {
        let algorithm = hash(name);
        let block =
            padding::oaep(algorithm, b"l", b"text", key.public().length()).expect("a block");
        let sealed = key.public().raw(&block).expect("a ciphertext");
        let fast = EncryptionPadding::Oaep(algorithm, b"l".to_vec());
        assert_eq!(
            decrypt(&key, &sealed, &fast).as_deref(),
            Ok(&b"text"[..]),
            "{name}"
        );
        let sealed = encrypt(key.public(), b"text", &fast).expect("a ciphertext");
        let opened = padding::open_oaep(algorithm, b"l", &key.raw(&sealed).expect("a block"));
        assert_eq!(opened.as_deref(), Ok(&b"text"[..]), "{name}");
    }
}
