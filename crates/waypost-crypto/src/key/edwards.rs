//! Ed25519 (RFC 8032) and X25519 (RFC 7748): two algorithms whose keys are 32 plain bytes.

use aws_lc_rs::agreement::{self, X25519};
use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};

use crate::{Error, Result};

/// Which of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EdwardsKind {
    /// Signs.
    Ed25519,
    /// Agrees.
    X25519,
}

/// The length of every key in bytes.
const LENGTH: usize = 32;

impl EdwardsKind {
    /// Its name in Node.js.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ed25519 => "ed25519",
            Self::X25519 => "x25519",
        }
    }

    /// Its name in a JSON Web Key.
    pub fn jwk_name(self) -> &'static str {
        match self {
            Self::Ed25519 => "Ed25519",
            Self::X25519 => "X25519",
        }
    }

    /// The kind of either name.
    pub fn find(name: &str) -> Option<Self> {
        match name {
            "ed25519" | "Ed25519" => Some(Self::Ed25519),
            "x25519" | "X25519" => Some(Self::X25519),
            _ => None,
        }
    }

    /// Its object identifier, encoded (RFC 8410).
    pub fn oid(self) -> &'static [u8] {
        match self {
            Self::X25519 => &[0x2b, 0x65, 0x6e],
            Self::Ed25519 => &[0x2b, 0x65, 0x70],
        }
    }
}

/// The public half.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EdPublic {
    kind: EdwardsKind,
    bytes: [u8; LENGTH],
}

impl EdPublic {
    /// The key of these bytes.
    ///
    /// # Errors
    /// [`Error::Length`]
    pub fn new(kind: EdwardsKind, bytes: &[u8]) -> Result<Self> {
        let bytes = bytes.try_into().map_err(|_| Error::Length("key"))?;
        Ok(Self { kind, bytes })
    }

    /// Which of the two.
    pub fn kind(&self) -> EdwardsKind {
        self.kind
    }

    /// The key.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Whether this is an Ed25519 signature of the message.
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        self.kind == EdwardsKind::Ed25519
            && UnparsedPublicKey::new(&ED25519, &self.bytes)
                .verify(message, signature)
                .is_ok()
    }
}

/// The secret half.
pub struct EdPrivate {
    seed: [u8; LENGTH],
    public: EdPublic,
    form: Form,
}

enum Form {
    Signs(Ed25519KeyPair),
    Agrees(agreement::PrivateKey),
}

impl std::fmt::Debug for EdPrivate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EdPrivate")
            .field("public", &self.public)
            .finish_non_exhaustive()
    }
}

impl EdPrivate {
    /// The key of these bytes; the public half is computed.
    ///
    /// # Errors
    /// [`Error::Length`]
    pub fn new(kind: EdwardsKind, seed: &[u8]) -> Result<Self> {
        let seed: [u8; LENGTH] = seed.try_into().map_err(|_| Error::Length("key"))?;
        let (form, public) = match kind {
            EdwardsKind::Ed25519 => {
                let pair = Ed25519KeyPair::from_seed_unchecked(&seed)
                    .map_err(|_| Error::InvalidPrivate)?;
                let public = EdPublic::new(kind, pair.public_key().as_ref())?;
                (Form::Signs(pair), public)
            }
            EdwardsKind::X25519 => {
                let key = agreement::PrivateKey::from_private_key(&X25519, &seed)
                    .map_err(|_| Error::InvalidPrivate)?;
                let public = key.compute_public_key().map_err(|_| Error::Failed)?;
                let public = EdPublic::new(kind, public.as_ref())?;
                (Form::Agrees(key), public)
            }
        };
        Ok(Self { seed, public, form })
    }

    /// A fresh key.
    ///
    /// # Errors
    /// [`Error::NoRandom`]
    pub fn generate(kind: EdwardsKind) -> Result<Self> {
        let mut seed = [0; LENGTH];
        crate::random(&mut seed)?;
        Self::new(kind, &seed)
    }

    /// The secret bytes.
    pub fn seed(&self) -> &[u8] {
        &self.seed
    }

    /// The public half.
    pub fn public(&self) -> &EdPublic {
        &self.public
    }

    /// Signs a message with Ed25519.
    ///
    /// # Errors
    /// [`Error::Unsupported`] for a key of X25519.
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>> {
        match &self.form {
            Form::Signs(pair) => Ok(pair.sign(message).as_ref().to_vec()),
            Form::Agrees(_) => Err(Error::Unsupported("signing with X25519")),
        }
    }

    /// The secret both sides share, by X25519.
    ///
    /// # Errors
    /// [`Error::DifferentParameters`], and [`Error::Failed`] for a point of small order.
    pub fn agree(&self, theirs: &EdPublic) -> Result<Vec<u8>> {
        let Form::Agrees(mine) = &self.form else {
            return Err(Error::Unsupported("Diffie-Hellman with Ed25519"));
        };
        if theirs.kind != EdwardsKind::X25519 {
            return Err(Error::DifferentParameters);
        }
        let theirs = agreement::UnparsedPublicKey::new(&X25519, &theirs.bytes);
        agreement::agree(mine, theirs, Error::Failed, |secret| Ok(secret.to_vec()))
    }
}
