//! The crate's errors as OpenSSL's are seen through Node.js: code, library and reason.

use waypost_crypto::Error;
use waypost_ops::{JsError, PropValue};

use super::keys::UNKNOWN_PUBLIC_KEY;

/// The JavaScript error of a failed operation.
pub(super) fn js(error: Error) -> JsError {
    match error {
        Error::NotAuthentic => JsError::new("Unsupported state or unable to authenticate data"),
        Error::PassphraseRequired => openssl(
            "07880109",
            "common libcrypto routines",
            "interrupted or cancelled",
            "ERR_OSSL_CRYPTO_INTERRUPTED_OR_CANCELLED",
        ),
        Error::BadDecrypt => openssl(
            "1C800064",
            "Provider routines",
            "bad decrypt",
            "ERR_OSSL_BAD_DECRYPT",
        ),
        Error::WrongFinalBlockLength => openssl(
            "1C80006B",
            "Provider routines",
            "wrong final block length",
            "ERR_OSSL_WRONG_FINAL_BLOCK_LENGTH",
        ),
        Error::DataTooLarge => openssl(
            "0200006E",
            "rsa routines",
            "data too large for key size",
            "ERR_OSSL_RSA_DATA_TOO_LARGE_FOR_KEY_SIZE",
        ),
        Error::DataTooSmall => openssl(
            "0200007A",
            "rsa routines",
            "data too small for key size",
            "ERR_OSSL_RSA_DATA_TOO_SMALL_FOR_KEY_SIZE",
        ),
        Error::DigestTooBig => openssl(
            "02000070",
            "rsa routines",
            "digest too big for rsa key",
            "ERR_OSSL_RSA_DIGEST_TOO_BIG_FOR_RSA_KEY",
        ),
        Error::SaltLength => openssl(
            "1C8000AC",
            "Provider routines",
            "pss saltlen too small",
            "ERR_OSSL_PSS_SALTLEN_TOO_SMALL",
        ),
        Error::Padding => openssl(
            "02000079",
            "rsa routines",
            "oaep decoding error",
            "ERR_OSSL_RSA_OAEP_DECODING_ERROR",
        ),
        Error::Parameter("padding mode") => openssl(
            "1C8000A5",
            "Provider routines",
            "illegal or unsupported padding mode",
            "ERR_OSSL_ILLEGAL_OR_UNSUPPORTED_PADDING_MODE",
        ),
        Error::Parameter("digest for this key") => openssl(
            "1C8000AE",
            "Provider routines",
            "digest not allowed",
            "ERR_OSSL_DIGEST_NOT_ALLOWED",
        ),
        Error::Unsupported(UNKNOWN_PUBLIC_KEY) => openssl(
            "03000072",
            "digital envelope routines",
            "decode error",
            "ERR_OSSL_EVP_DECODE_ERROR",
        ),
        Error::Malformed(_) | Error::Unsupported(_) => openssl(
            "1E08010C",
            "DECODER routines",
            "unsupported",
            "ERR_OSSL_UNSUPPORTED",
        ),
        other => JsError::with_code("ERR_CRYPTO_OPERATION_FAILED", other),
    }
}

fn openssl(number: &str, library: &str, reason: &str, code: &'static str) -> JsError {
    JsError::with_code(code, format!("error:{number}:{library}::{reason}"))
        .prop("library", PropValue::String(library.to_owned()))
        .prop("reason", PropValue::String(reason.to_owned()))
}
