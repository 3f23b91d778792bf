//! Hashes for passwords: bcrypt, with its text form, and Argon2 (RFC 9106).

use argon2::{Algorithm, Argon2, AssociatedData, ParamsBuilder, Version};

use crate::{Error, Result};

/// The digits of bcrypt's base64, in its order.
const DIGITS: &[u8; 64] = b"./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
/// How much of a password bcrypt looks at, in bytes.
const BCRYPT_MAX: usize = 72;
/// The most memory an Argon2 hash may ask for, in kibibytes: 4 GiB.
const MAX_MEMORY: u32 = 4 << 20;

/// A salt of bcrypt: `$2b$10$` and 22 digits.
///
/// # Errors
/// [`Error::Parameter`] for a cost outside 4 to 31 or another version than `a` and `b`.
pub fn bcrypt_salt(version: char, cost: u32, random: &[u8; 16]) -> Result<String> {
    if !matches!(version, 'a' | 'b' | 'x' | 'y') {
        return Err(Error::Parameter("salt version"));
    }
    if !(4..=31).contains(&cost) {
        return Err(Error::Parameter("salt rounds"));
    }
    Ok(format!("$2{version}${cost:02}${}", digits(random)))
}

/// The hash of a password in its text form of 60 characters. `salt` is a salt or a whole hash.
///
/// # Errors
/// [`Error::Parameter`] for a text that begins with no salt.
pub fn bcrypt(password: &[u8], salt: &str) -> Result<String> {
    const NO_SALT: Error = Error::Parameter("salt");
    let bytes = salt.as_bytes();
    let [b'$', b'2', version, b'$', tens, ones, b'$', text @ ..] = bytes else {
        return Err(NO_SALT);
    };
    let digit = |digit: u8| char::from(digit).to_digit(10).ok_or(NO_SALT);
    let cost = 10 * digit(*tens)? + digit(*ones)?;
    let text = text.get(..22).ok_or(NO_SALT)?;
    let salt: [u8; 16] = undigits(text)
        .and_then(|bytes| bytes.try_into().ok())
        .ok_or(NO_SALT)?;
    let head = bcrypt_salt(char::from(*version), cost, &salt)?;
    let mut key = password[..password.len().min(BCRYPT_MAX)].to_vec();
    if key.len() < BCRYPT_MAX {
        key.push(0);
    }
    let hash = bcrypt::bcrypt(cost, salt, &key);
    Ok(head + &digits(&hash[..23]))
}

/// Whether this is the hash of the password. A text that is no hash belongs to none.
pub fn bcrypt_verify(password: &[u8], hash: &str) -> bool {
    hash.len() == 60
        && bcrypt(password, hash)
            .is_ok_and(|own| crate::constant_time_equal(own.as_bytes(), hash.as_bytes()))
}

fn digits(bytes: &[u8]) -> String {
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let mut word = [0; 4];
        word[1..=group.len()].copy_from_slice(group);
        let word = u32::from_be_bytes(word);
        for digit in 0..=group.len() {
            text.push(char::from(DIGITS[(word >> (18 - 6 * digit)) as usize & 63]));
        }
    }
    text
}

fn undigits(text: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let (mut word, mut count) = (0u32, 0);
    for character in text {
        let digit = DIGITS.iter().position(|known| known == character)?;
        word = word << 6 | digit as u32;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((word >> count) as u8);
        }
    }
    Some(bytes)
}

/// What an Argon2 hash is made with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Argon2Options {
    /// 0 for Argon2d, 1 for Argon2i, 2 for Argon2id.
    pub kind: u32,
    /// 16 or 19.
    pub version: u32,
    /// In kibibytes.
    pub memory: u32,
    /// Rounds.
    pub passes: u32,
    /// Lanes.
    pub parallelism: u32,
    /// In bytes.
    pub length: usize,
    /// A key kept apart from the hashes.
    pub secret: Vec<u8>,
    /// Data that is hashed along.
    pub associated: Vec<u8>,
}

/// The Argon2 hash of a password.
///
/// # Errors
/// [`Error::Parameter`] for options the algorithm cannot have.
pub fn argon2(password: &[u8], salt: &[u8], options: &Argon2Options) -> Result<Vec<u8>> {
    let kind = match options.kind {
        0 => Algorithm::Argon2d,
        1 => Algorithm::Argon2i,
        2 => Algorithm::Argon2id,
        _ => return Err(Error::Parameter("argon2 type")),
    };
    let version = match options.version {
        16 => Version::V0x10,
        19 => Version::V0x13,
        _ => return Err(Error::Parameter("argon2 version")),
    };
    if options.memory > MAX_MEMORY {
        return Err(Error::Parameter("argon2 memory cost"));
    }
    let associated = AssociatedData::new(&options.associated)
        .map_err(|_| Error::Parameter("argon2 associated data"))?;
    let params = ParamsBuilder::new()
        .m_cost(options.memory)
        .t_cost(options.passes)
        .p_cost(options.parallelism)
        .output_len(options.length)
        .data(associated)
        .build()
        .map_err(|_| Error::Parameter("argon2 parameters"))?;
    let argon2 = Argon2::new_with_secret(&options.secret, kind, version, params)
        .map_err(|_| Error::Parameter("argon2 secret"))?;
    let mut output = vec![0; options.length];
    argon2
        .hash_password_into(password, salt, &mut output)
        .map_err(|_| Error::Parameter("argon2 parameters"))?;
    Ok(output)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From the tests of OpenBSD's bcrypt.
    #[test]
    fn bcrypt_vectors() {
        let cases = [
            (
                "",
                "$2a$06$DCq7YPn5Rq63x1Lad4cll.TV4S6ytwfsfvkgY8jIucDrjc8deX1s.",
            ),
            (
                "a",
                "$2a$06$m0CrhHm10qJ3lXRY.5zDGO3rS2KdeeWLuGmsfGlMfOxih58VYVfxe",
            ),
            (
                "abcdefghijklmnopqrstuvwxyz",
                "$2a$06$.rCVZVOThsIa97pEDOxvGuRRgzG64bvtJ0938xuqzv18d3ZpQhstC",
            ),
            (
                "~!@#$%^&*()      ~!@#$%^&*()PNBFRD",
                "$2a$06$fPIsBO8qRqkjj273rfaOI.HtSV9jLDpTbZn782DC6/t7qT67P6FfO",
            ),
        ];
        for (password, hash) in cases {
            assert_eq!(
                bcrypt(password.as_bytes(), hash).as_deref(),
                Ok(hash),
                "{password}"
            );
            assert!(bcrypt_verify(password.as_bytes(), hash));
            assert!(!bcrypt_verify(b"other", hash));
        }
        let long = [b'x'; 100];
        let salt = bcrypt_salt('b', 4, &[7; 16]).expect("a salt");
        assert_eq!(bcrypt(&long, &salt), bcrypt(&long[..72], &salt));
        for salt in [
            "",
            "$2b$04$short",
            "$2b$xx$......................",
            "$2c$04$......................",
        ] {
            assert!(bcrypt(b"a", salt).is_err(), "{salt}");
        }
    }

    /// RFC 9106, section 5.3.
    #[test]
    fn argon2_vector() {
        let options = Argon2Options {
            kind: 2,
            version: 19,
            memory: 32,
            passes: 3,
            parallelism: 4,
            length: 32,
            secret: vec![3; 8],
            associated: vec![4; 12],
        };
        let hash = argon2(&[1; 32], &[2; 16], &options).expect("a hash");
        let hex: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(
            hex,
            "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659"
        );
        for wrong in [
            Argon2Options {
                kind: 3,
                ..options.clone()
            },
            Argon2Options {
                memory: 1,
                ..options.clone()
            },
            Argon2Options {
                passes: 0,
                ..options.clone()
            },
            Argon2Options {
                memory: u32::MAX,
                ..options.clone()
            },
        ] {
            assert!(argon2(b"p", &[2; 16], &wrong).is_err());
        }
    }
}
