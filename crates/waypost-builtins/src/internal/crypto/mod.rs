//! Cryptography for JavaScript: the crate `waypost-crypto` as ops, and the keys that JavaScript holds.
//!
//! `node:crypto`, `crypto.subtle` and the built-in password hashes stand on this folder. Asymmetric keys and
//! running ciphers are resources; secret keys are bytes in JavaScript, because most of them are used once.
//! What may take long exists twice: at once, and on a thread of its own (`…_later`).
//!
//! Never here: the rules of one of the interfaces. Their errors are made of this folder's where they differ.

mod certificates;
mod ciphers;
mod derive;
mod error;
mod job;
mod keys;
mod modern;
mod signing;

use waypost_ops::Op;

use crate::declare::{Builtin, script};

pub(crate) const CRYPTO: Builtin = Builtin::new("internal/crypto")
    .scripts(&[
        script!("internal/crypto/keys.ts"),
        script!("internal/crypto/modern.ts"),
        script!("internal/crypto/ops.ts"),
    ])
    .ops(&[
        Op::sync("op_crypto_aead", modern::op_crypto_aead),
        Op::future("op_crypto_aead_later", modern::op_crypto_aead_later),
        Op::sync("op_crypto_cshake", modern::op_crypto_cshake),
        Op::future("op_crypto_cshake_later", modern::op_crypto_cshake_later),
        Op::sync("op_crypto_kmac", modern::op_crypto_kmac),
        Op::future("op_crypto_kmac_later", modern::op_crypto_kmac_later),
        Op::sync("op_crypto_lattice_public", modern::op_crypto_lattice_public),
        Op::future(
            "op_crypto_lattice_public_later",
            modern::op_crypto_lattice_public_later,
        ),
        Op::sync("op_crypto_lattice_check", modern::op_crypto_lattice_check),
        Op::future(
            "op_crypto_lattice_check_later",
            modern::op_crypto_lattice_check_later,
        ),
        Op::sync("op_crypto_encapsulate", modern::op_crypto_encapsulate),
        Op::future(
            "op_crypto_encapsulate_later",
            modern::op_crypto_encapsulate_later,
        ),
        Op::sync("op_crypto_decapsulate", modern::op_crypto_decapsulate),
        Op::future(
            "op_crypto_decapsulate_later",
            modern::op_crypto_decapsulate_later,
        ),
        Op::sync("op_crypto_mldsa_sign", modern::op_crypto_mldsa_sign),
        Op::future(
            "op_crypto_mldsa_sign_later",
            modern::op_crypto_mldsa_sign_later,
        ),
        Op::sync("op_crypto_mldsa_verify", modern::op_crypto_mldsa_verify),
        Op::future(
            "op_crypto_mldsa_verify_later",
            modern::op_crypto_mldsa_verify_later,
        ),
        Op::sync("op_crypto_agree", signing::op_crypto_agree),
        Op::sync("op_crypto_argon2", derive::op_crypto_argon2),
        Op::future("op_crypto_argon2_later", derive::op_crypto_argon2_later),
        Op::sync("op_crypto_bcrypt", derive::op_crypto_bcrypt),
        Op::future("op_crypto_bcrypt_later", derive::op_crypto_bcrypt_later),
        Op::sync("op_crypto_bcrypt_salt", derive::op_crypto_bcrypt_salt),
        Op::sync("op_crypto_cipher_aad", ciphers::op_crypto_cipher_aad),
        Op::sync("op_crypto_cipher_close", ciphers::op_crypto_cipher_close),
        Op::sync("op_crypto_cipher_find", ciphers::op_crypto_cipher_find),
        Op::sync("op_crypto_cipher_finish", ciphers::op_crypto_cipher_finish),
        Op::sync("op_crypto_cipher_names", ciphers::op_crypto_cipher_names),
        Op::sync("op_crypto_cipher_new", ciphers::op_crypto_cipher_new),
        Op::sync(
            "op_crypto_cipher_padding",
            ciphers::op_crypto_cipher_padding,
        ),
        Op::sync("op_crypto_cipher_run", ciphers::op_crypto_cipher_run),
        Op::future(
            "op_crypto_cipher_run_later",
            ciphers::op_crypto_cipher_run_later,
        ),
        Op::sync("op_crypto_cipher_tag", ciphers::op_crypto_cipher_tag),
        Op::sync("op_crypto_cipher_update", ciphers::op_crypto_cipher_update),
        Op::sync("op_crypto_dh_group", derive::op_crypto_dh_group),
        Op::sync("op_crypto_dh_power", derive::op_crypto_dh_power),
        Op::sync("op_crypto_dh_private", derive::op_crypto_dh_private),
        Op::sync("op_crypto_gcm", ciphers::op_crypto_gcm),
        Op::future("op_crypto_gcm_later", ciphers::op_crypto_gcm_later),
        Op::sync("op_crypto_hkdf", derive::op_crypto_hkdf),
        Op::future("op_crypto_hkdf_later", derive::op_crypto_hkdf_later),
        Op::sync("op_crypto_key_close", keys::op_crypto_key_close),
        Op::sync("op_crypto_key_equals", keys::op_crypto_key_equals),
        Op::sync("op_crypto_key_export", keys::op_crypto_key_export),
        Op::sync("op_crypto_key_generate", keys::op_crypto_key_generate),
        Op::future(
            "op_crypto_key_generate_later",
            keys::op_crypto_key_generate_later,
        ),
        Op::sync("op_crypto_key_import", keys::op_crypto_key_import),
        Op::sync("op_crypto_key_jwk_export", keys::op_crypto_key_jwk_export),
        Op::sync("op_crypto_key_jwk_import", keys::op_crypto_key_jwk_import),
        Op::sync("op_crypto_key_public", keys::op_crypto_key_public),
        Op::sync("op_crypto_key_raw_export", keys::op_crypto_key_raw_export),
        Op::sync("op_crypto_key_raw_import", keys::op_crypto_key_raw_import),
        Op::sync("op_crypto_pbkdf2", derive::op_crypto_pbkdf2),
        Op::future("op_crypto_pbkdf2_later", derive::op_crypto_pbkdf2_later),
        Op::sync("op_crypto_prime_check", derive::op_crypto_prime_check),
        Op::future(
            "op_crypto_prime_check_later",
            derive::op_crypto_prime_check_later,
        ),
        Op::sync("op_crypto_prime_generate", derive::op_crypto_prime_generate),
        Op::future(
            "op_crypto_prime_generate_later",
            derive::op_crypto_prime_generate_later,
        ),
        Op::sync("op_crypto_rsa", signing::op_crypto_rsa),
        Op::future("op_crypto_rsa_later", signing::op_crypto_rsa_later),
        Op::sync("op_crypto_scrypt", derive::op_crypto_scrypt),
        Op::future("op_crypto_scrypt_later", derive::op_crypto_scrypt_later),
        Op::sync("op_crypto_sign", signing::op_crypto_sign),
        Op::future("op_crypto_sign_later", signing::op_crypto_sign_later),
        Op::sync("op_crypto_verify", signing::op_crypto_verify),
        Op::future("op_crypto_verify_later", signing::op_crypto_verify_later),
        Op::sync("op_crypto_wrap", ciphers::op_crypto_wrap),
        Op::sync("op_crypto_x509_close", certificates::op_crypto_x509_close),
        Op::sync("op_crypto_x509_issued", certificates::op_crypto_x509_issued),
        Op::sync("op_crypto_x509_key", certificates::op_crypto_x509_key),
        Op::sync("op_crypto_x509_parse", certificates::op_crypto_x509_parse),
        Op::sync("op_crypto_x509_verify", certificates::op_crypto_x509_verify),
    ]);
