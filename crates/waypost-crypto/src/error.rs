//! What goes wrong, in the terms of this crate; whoever speaks to JavaScript gives it a class and a code.

/// The result of anything here.
pub type Result<T> = std::result::Result<T, Error>;

/// Why an operation was refused or failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The system's generator failed.
    #[error("the system gave no random bytes")]
    NoRandom,
    /// No algorithm of this name, or not for this operation.
    #[error("unsupported: {0}")]
    Unsupported(&'static str),
    /// Bytes that do not encode what they should.
    #[error("malformed {0}")]
    Malformed(&'static str),
    /// An encrypted key, and no passphrase for it.
    #[error("a passphrase is required")]
    PassphraseRequired,
    /// A ciphertext that does not decrypt: a wrong key, or a wrong passphrase.
    #[error("bad decrypt")]
    BadDecrypt,
    /// A message that is no multiple of a block, and no padding.
    #[error("wrong final block length")]
    WrongFinalBlockLength,
    /// An authentication tag that does not match.
    #[error("unable to authenticate data")]
    NotAuthentic,
    /// More data than the key can take.
    #[error("data too large for key size")]
    DataTooLarge,
    /// Less data than the key needs (RSA without padding).
    #[error("data too small for key size")]
    DataTooSmall,
    /// The digest does not fit into the key.
    #[error("digest too big for rsa key")]
    DigestTooBig,
    /// A salt that does not fit, or is not there.
    #[error("invalid salt length")]
    SaltLength,
    /// A padding that could not be removed.
    #[error("oaep decoding error")]
    Padding,
    /// A length the algorithm cannot have.
    #[error("invalid {0} length")]
    Length(&'static str),
    /// A point that is not on its curve.
    #[error("point is not on the curve")]
    NotOnCurve,
    /// A private key outside its range.
    #[error("invalid private key")]
    InvalidPrivate,
    /// The two keys do not belong together.
    #[error("different parameters")]
    DifferentParameters,
    /// A modulus that is too large or too small for the operation.
    #[error("key size too small or too large")]
    KeySize,
    /// A parameter out of its range.
    #[error("invalid {0}")]
    Parameter(&'static str),
    /// The operation itself failed, and tells no more.
    #[error("the operation failed")]
    Failed,
}
