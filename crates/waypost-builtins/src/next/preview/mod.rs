//! Draft and preview mode: the cookies that open them, and what preview mode keeps in one.
//!
//! The cookies are read and made by every part of a project that shares the keys of its build, a front end of
//! Next.js among them, so their bytes are Next.js's. The keys never leave this folder's scripts.

use std::num::NonZeroU32;
use std::rc::Rc;

use waypost_crypto::cipher::{gcm_open, gcm_seal};
use waypost_crypto::hash::Algorithm;
use waypost_crypto::kdf::pbkdf2;
use waypost_jsc::{Local, Scope, Value};
use waypost_ops::{Args, JsError, Op, OpResult, OpState};

use crate::declare::{Builtin, script};

pub(crate) const PREVIEW: Builtin = Builtin::new("next/preview")
    .scripts(&[
        script!("next/preview/preview.ts"),
        script!("next/preview/token.ts"),
    ])
    .ops(&[
        Op::sync("op_preview_seal", op_preview_seal),
        Op::sync("op_preview_open", op_preview_open),
    ]);

/// Rounds of PBKDF2, as Next.js has them.
const ROUNDS: NonZeroU32 = NonZeroU32::new(100_000).expect("it is not zero");
const SALT: usize = 64;
/// Bytes of an initialization vector; Next.js takes more than the usual 12.
const IV: usize = 16;
/// Bytes of an authentication tag.
const TAG: usize = 16;
/// The longest sealed text that is opened, in bytes. A cookie holds less.
const MAX_SEALED: usize = 8 * 1024;

/// A key for AES-256.
fn key_of(secret: &str, salt: &[u8]) -> Option<Vec<u8>> {
    let sha512 = Algorithm::find("sha512")?;
    Some(pbkdf2(sha512, secret.as_bytes(), salt, ROUNDS, 32))
}

/// Salt, initialisation vector, tag, encrypted text.
fn seal(secret: &str, text: &[u8]) -> Option<Vec<u8>> {
    let mut sealed = vec![0; SALT + IV];
    waypost_crypto::random(&mut sealed).ok()?;
    let (salt, iv) = sealed.split_at(SALT);
    let output = gcm_seal(&key_of(secret, salt)?, iv, &[], text, TAG).ok()?;
    let (encrypted, tag) = output.split_at_checked(text.len())?;
    sealed.extend_from_slice(tag);
    sealed.extend_from_slice(encrypted);
    Some(sealed)
}

fn open(secret: &str, sealed: &[u8]) -> Option<Vec<u8>> {
    let (salt, rest) = sealed.split_at_checked(SALT)?;
    let (iv, rest) = rest.split_at_checked(IV)?;
    let (tag, encrypted) = rest.split_at_checked(TAG)?;
    let data = [encrypted, tag].concat();
    gcm_open(&key_of(secret, salt)?, iv, &[], &data, TAG).ok()
}

/// `op_preview_seal(secret, text)`: the sealed text.
fn op_preview_seal<'s>(
    scope: &Scope<'s>,
    _state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let sealed = seal(&args.string(0)?, args.string(1)?.as_bytes())
        .ok_or_else(|| JsError::new("preview data could not be encrypted"))?;
    Ok(scope.uint8_array(sealed).into())
}

/// `op_preview_open(secret, sealed)`: the text; null when it was not sealed with this secret.
fn op_preview_open<'s>(
    scope: &Scope<'s>,
    _state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let secret = args.string(0)?;
    let text = args.with_bytes(1, |sealed| {
        (sealed.len() <= MAX_SEALED).then(|| open(&secret, sealed))?
    })?;
    let text = text.and_then(|text| String::from_utf8(text).ok());
    Ok(text.map_or_else(|| scope.null(), |text| scope.string(&text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from_hex(text: &str) -> Vec<u8> {
        (0..text.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(&text[at..at + 2], 16).expect("hex digits"))
            .collect()
    }

    #[test]
    fn what_is_sealed_opens_with_the_same_secret_only() {
        let sealed = seal("0123456789abcdef", b"{\"a\":1}").expect("it can be sealed");
        assert_eq!(
            open("0123456789abcdef", &sealed).as_deref(),
            Some(&b"{\"a\":1}"[..])
        );
        assert_eq!(open("0123456789abcdee", &sealed), None);
        for at in [0, SALT, SALT + IV, sealed.len() - 1] {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(open("0123456789abcdef", &changed), None, "byte {at}");
        }
        assert_eq!(open("0123456789abcdef", &sealed[..SALT + 3]), None);
    }

    /// Made by `encryptWithSecret` of Next.js.
    #[test]
    fn what_nextjs_sealed_opens() {
        let sealed = from_hex(SEALED_BY_NEXTJS);
        let text = open(
            "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
            &sealed,
        );
        assert_eq!(
            text.as_deref(),
            Some("{\"name\":\"é\",\"long\":\"0123456789abcdef0123456789\"}".as_bytes())
        );
    }

    const SEALED_BY_NEXTJS: &str = "2463378f30825f646d37491d7ad7abb1b2641d2b40b47926847526390abd8e519996cb8f4a6248cfd13190385b94a8c6b6f1\
        5308a8469d298313f107e741f11d35423d9595c2eb3e66af228533b6c636fc8059ca67f28caf3b379dab4e6e2c5a5fc7fa9d\
        f615eca81cc91c82cd658666867e8f832922e8e4c86d5898990897d753c5eef589e0ca6c80b9d209696505b1d3";
}
