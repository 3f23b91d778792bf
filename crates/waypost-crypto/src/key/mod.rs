//! Asymmetric keys: what they are made of, how they are encoded, how they are made.
//!
//! A key keeps its numbers as they were read and, once it is used, the form its algorithm computes with;
//! so a key that is kept is parsed once. Numbers are big-endian without leading zeros, scalars and points
//! have their full length.

mod ec;
mod edwards;
mod encode;
mod rsa;

pub use ec::{Curve, EcPrivate, EcPublic, PointFormat};
pub use edwards::{EdPrivate, EdPublic, EdwardsKind};
pub use encode::{
    Container, Encryption, is_encrypted_pkcs8, open_pkcs8, pss_limits, read_private, read_public,
    seal_pkcs8,
};
pub use rsa::{PssLimits, Purpose, RsaNumbers, RsaPrivate, RsaPublic};

use crate::{Error, Result};

/// A key that must be kept secret.
#[derive(Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "one per key or cipher, behind a reference wherever it is kept"
)]
pub enum Private {
    /// RSA, or RSA limited to PSS.
    Rsa(RsaPrivate),
    /// On a curve in short form.
    Ec(EcPrivate),
    /// Ed25519, Ed448, X25519 or X448.
    Ed(EdPrivate),
}

/// The key that belongs to a private one and may be known.
#[derive(Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "one per key or cipher, behind a reference wherever it is kept"
)]
pub enum Public {
    /// RSA, or RSA limited to PSS.
    Rsa(RsaPublic),
    /// On a curve in short form.
    Ec(EcPublic),
    /// Ed25519, Ed448, X25519 or X448.
    Ed(EdPublic),
}

/// Either half of a pair.
#[derive(Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "one per key or cipher, behind a reference wherever it is kept"
)]
pub enum Key {
    /// The secret half.
    Private(Private),
    /// The public half.
    Public(Public),
}

impl Private {
    /// The public key that belongs to it.
    pub fn public(&self) -> Public {
        match self {
            Self::Rsa(key) => Public::Rsa(key.public().clone()),
            Self::Ec(key) => Public::Ec(key.public().clone()),
            Self::Ed(key) => Public::Ed(key.public().clone()),
        }
    }

    /// The name of the algorithm: `rsa`, `rsa-pss`, `ec`, `ed25519`, `ed448`, `x25519`, `x448`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Rsa(key) => key.public().kind(),
            Self::Ec(_) => "ec",
            Self::Ed(key) => key.public().kind().name(),
        }
    }
}

impl Public {
    /// As [`Private::kind`].
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Rsa(key) => key.kind(),
            Self::Ec(_) => "ec",
            Self::Ed(key) => key.kind().name(),
        }
    }
}

impl Key {
    /// As [`Private::kind`].
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Private(key) => key.kind(),
            Self::Public(key) => key.kind(),
        }
    }

    /// The private key.
    ///
    /// # Errors
    /// [`Error::Unsupported`] when it is a public one.
    pub fn private(&self) -> Result<&Private> {
        match self {
            Self::Private(key) => Ok(key),
            Self::Public(_) => Err(Error::Unsupported("a public key for this operation")),
        }
    }

    /// The RSA half that is public in both.
    pub fn rsa_public(&self) -> Option<&RsaPublic> {
        match self {
            Self::Private(Private::Rsa(key)) => Some(key.public()),
            Self::Public(Public::Rsa(key)) => Some(key),
            _ => None,
        }
    }

    /// The point that is public in both.
    pub fn ec_public(&self) -> Option<&EcPublic> {
        match self {
            Self::Private(Private::Ec(key)) => Some(key.public()),
            Self::Public(Public::Ec(key)) => Some(key),
            _ => None,
        }
    }

    /// The Edwards or Montgomery half that is public in both.
    pub fn ed_public(&self) -> Option<&EdPublic> {
        match self {
            Self::Private(Private::Ed(key)) => Some(key.public()),
            Self::Public(Public::Ed(key)) => Some(key),
            _ => None,
        }
    }

    /// Whether both are the same key.
    pub fn equals(&self, other: &Self) -> bool {
        let encoded = |key: &Self| match key {
            Self::Private(key) => encode::to_pkcs8(key),
            Self::Public(key) => encode::to_spki(key),
        };
        matches!(
            (self, other),
            (Self::Private(_), Self::Private(_)) | (Self::Public(_), Self::Public(_))
        ) && crate::constant_time_equal(&encoded(self), &encoded(other))
    }
}

/// Diffie-Hellman on a curve: the secret both sides share.
///
/// # Errors
/// [`Error::DifferentParameters`] for keys of two curves, [`Error::Failed`] for a point of small order.
pub fn agree(private: &Private, public: &Public) -> Result<Vec<u8>> {
    match (private, public) {
        (Private::Ec(mine), Public::Ec(theirs)) => mine.agree(theirs),
        (Private::Ed(mine), Public::Ed(theirs)) => mine.agree(theirs),
        _ => Err(Error::DifferentParameters),
    }
}
