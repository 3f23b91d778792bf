//! Asymmetric keys as resources: import, export, generation.

use std::rc::Rc;
use std::sync::Arc;

use waypost_crypto::cipher::Spec;
use waypost_crypto::hash::Algorithm;
use waypost_crypto::key::{
    self, Container, Curve, EcPrivate, EcPublic, EdPrivate, EdPublic, EdwardsKind, Encryption, Key,
    PointFormat, Private, PssLimits, Public, Purpose, RsaNumbers, RsaPrivate, RsaPublic,
};
use waypost_crypto::x509::Certificate;
use waypost_crypto::{Error, pem};
use waypost_jsc::{Local, Object, Scope, Value};
use waypost_ops::{Args, JsError, OpResult, OpState, OpValue, Resource};

use super::error::js;
use super::job::{Job, Made, both_ways};

/// A key that JavaScript holds.
pub(super) struct HeldKey(pub(super) Arc<Key>);

impl Resource for HeldKey {}

/// The key an argument names.
pub(super) fn held(state: &OpState, args: &Args<'_, '_>, index: usize) -> OpResult<Arc<Key>> {
    let id = args.u32(index)?;
    let held = state.resources.get::<HeldKey>(id);
    held.map(|key| Arc::clone(&key.0))
        .ok_or_else(|| JsError::new(format!("key {id} is closed")))
}

/// Holds a key and tells what JavaScript shows of it.
pub(super) fn describe(state: &OpState, key: Key) -> OpValue {
    let mut about: Vec<(&'static str, OpValue)> = vec![
        ("isPrivate", matches!(key, Key::Private(_)).into()),
        ("kind", key.kind().into()),
    ];
    if let Some(rsa) = key.rsa_public() {
        about.push(("bits", (rsa.bits() as f64).into()));
        about.push(("exponent", rsa.exponent().to_vec().into()));
        if let Purpose::Pss(Some(limits)) = rsa.purpose() {
            about.push(("hash", limits.hash.name.into()));
            about.push(("maskHash", limits.mask_hash.name.into()));
            about.push(("saltLength", limits.salt_length.into()));
        }
    }
    if let Some(ec) = key.ec_public() {
        about.push(("curve", ec.curve().name().into()));
    }
    let id = state.resources.add(HeldKey(Arc::new(key)));
    about.push(("id", OpValue::Resource(id)));
    OpValue::Object(about)
}

fn container(name: &str) -> OpResult<Container> {
    match name {
        "pkcs1" => Ok(Container::Pkcs1),
        "pkcs8" => Ok(Container::Pkcs8),
        "sec1" => Ok(Container::Sec1),
        "spki" => Ok(Container::Spki),
        _ => Err(JsError::new(format!("there is no key container {name:?}"))),
    }
}

fn private_of_pkcs8(bytes: &[u8], passphrase: Option<&[u8]>) -> waypost_crypto::Result<Private> {
    if !key::is_encrypted_pkcs8(bytes) {
        return key::read_private(bytes, Container::Pkcs8);
    }
    let passphrase = passphrase.ok_or(Error::PassphraseRequired)?;
    key::read_private(&key::open_pkcs8(bytes, passphrase)?, Container::Pkcs8)
}

/// The first key of a PEM text.
fn of_pem(
    text: &[u8],
    wants_private: bool,
    passphrase: Option<&[u8]>,
) -> waypost_crypto::Result<Key> {
    for block in pem::blocks(text) {
        let private = |container| -> waypost_crypto::Result<Private> {
            key::read_private(&block.open(passphrase)?, container)
        };
        let private = match &block.label[..] {
            "RSA PRIVATE KEY" => private(Container::Pkcs1)?,
            "EC PRIVATE KEY" => private(Container::Sec1)?,
            "PRIVATE KEY" | "ENCRYPTED PRIVATE KEY" => private_of_pkcs8(&block.bytes, passphrase)?,
            "PUBLIC KEY" if !wants_private => {
                return key::read_public(&block.bytes, Container::Spki).map(Key::Public);
            }
            "RSA PUBLIC KEY" if !wants_private => {
                return key::read_public(&block.bytes, Container::Pkcs1).map(Key::Public);
            }
            "CERTIFICATE" | "X509 CERTIFICATE" | "TRUSTED CERTIFICATE" if !wants_private => {
                return Certificate::parse(&block.bytes)?
                    .public_key()
                    .map(Key::Public);
            }
            _ => continue,
        };
        return Ok(if wants_private {
            Key::Private(private)
        } else {
            Key::Public(private.public())
        });
    }
    Err(Error::Unsupported("PEM text"))
}

fn of_der(
    bytes: &[u8],
    wants_private: bool,
    name: &str,
    passphrase: Option<&[u8]>,
) -> OpResult<waypost_crypto::Result<Key>> {
    let container = container(name)?;
    Ok(match (container, wants_private) {
        (Container::Pkcs8, _) => private_of_pkcs8(bytes, passphrase).map(|private| {
            if wants_private {
                Key::Private(private)
            } else {
                Key::Public(private.public())
            }
        }),
        (_, true) => key::read_private(bytes, container).map(Key::Private),
        (_, false) => key::read_public(bytes, container)
            .or_else(|error| match container {
                Container::Pkcs1 | Container::Sec1 => {
                    key::read_private(bytes, container).map(|key| key.public())
                }
                _ => Err(error),
            })
            .map(Key::Public),
    })
}

/// `(bytes, wantsPrivate, container | undefined for PEM, passphrase | undefined)`
pub(super) fn op_crypto_key_import<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let bytes = args.bytes(0)?;
    let wants_private = args.boolean(1);
    let container = args.opt_string(2)?;
    let passphrase = optional_bytes(scope, args, 3)?;
    let passphrase = passphrase.as_deref();
    let key = match container {
        Some(name) => of_der(&bytes, wants_private, &name, passphrase)?,
        None => of_pem(&bytes, wants_private, passphrase),
    };
    describe(state, key.map_err(js)?).into_js(scope)
}

pub(super) fn optional_bytes(
    scope: &Scope<'_>,
    args: &Args<'_, '_>,
    index: usize,
) -> OpResult<Option<Vec<u8>>> {
    if args.get(index).is_undefined(scope) {
        return Ok(None);
    }
    args.bytes(index).map(Some)
}

/// `(id, container, isPem, cipher | undefined, passphrase | undefined)`
pub(super) fn op_crypto_key_export<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let key = held(state, args, 0)?;
    let name = args.string(1)?;
    let is_pem = args.boolean(2);
    let cipher = args.opt_string(3)?;
    let passphrase = optional_bytes(scope, args, 4)?.unwrap_or_default();
    let container = container(&name)?;
    let plain = match &*key {
        Key::Private(key) => key.encode(container),
        Key::Public(key) => key.encode(container),
    }
    .map_err(js)?;
    let label = match (&*key, container) {
        (Key::Private(_), Container::Pkcs1) => "RSA PRIVATE KEY",
        (Key::Private(_), Container::Sec1) => "EC PRIVATE KEY",
        (Key::Private(_), _) => "PRIVATE KEY",
        (Key::Public(_), Container::Pkcs1) => "RSA PUBLIC KEY",
        (Key::Public(_), _) => "PUBLIC KEY",
    };
    let Some(cipher) = cipher else {
        return Ok(if is_pem {
            scope.string(&pem::encode(label, &plain))
        } else {
            scope.uint8_array(plain).into()
        });
    };
    let cipher = Spec::find(&cipher)
        .ok_or_else(|| JsError::with_code("ERR_CRYPTO_UNKNOWN_CIPHER", "Unknown cipher"))?;
    if container != Container::Pkcs8 {
        let text = pem::encode_encrypted(label, &plain, cipher, &passphrase).map_err(js)?;
        return Ok(scope.string(&text));
    }
    let encryption = Encryption {
        cipher,
        passphrase: &passphrase,
    };
    let sealed = key::seal_pkcs8(&plain, encryption).map_err(js)?;
    Ok(if is_pem {
        scope.string(&pem::encode("ENCRYPTED PRIVATE KEY", &sealed))
    } else {
        scope.uint8_array(sealed).into()
    })
}

/// A member of a JSON Web Key, decoded.
fn member(scope: &Scope<'_>, jwk: Local<'_, Object>, name: &'static str) -> OpResult<Vec<u8>> {
    let malformed = || js(Error::Malformed("JSON Web Key"));
    let value = jwk.get(scope, name).map_err(|_| malformed())?;
    if value.is_undefined(scope) {
        return Err(malformed());
    }
    let text = value.to_rust_string(scope).map_err(|_| malformed())?;
    unbase64(&text).ok_or_else(malformed)
}

/// Base64 in either alphabet.
fn unbase64(text: &str) -> Option<Vec<u8>> {
    let text = text.trim_end_matches('=');
    let mut bytes = Vec::with_capacity(text.len() * 3 / 4);
    let (mut word, mut count) = (0u32, 0);
    for character in text.bytes() {
        let digit = match character {
            b'A'..=b'Z' => character - b'A',
            b'a'..=b'z' => character - b'a' + 26,
            b'0'..=b'9' => character - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        word = word << 6 | u32::from(digit);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((word >> count) as u8);
        }
    }
    (count < 6).then_some(bytes)
}

fn base64(bytes: &[u8]) -> OpValue {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::with_capacity(bytes.len() * 4 / 3 + 2);
    for group in bytes.chunks(3) {
        let mut word = [0; 4];
        word[1..=group.len()].copy_from_slice(group);
        let word = u32::from_be_bytes(word);
        for digit in 0..=group.len() {
            text.push(char::from(DIGITS[(word >> (18 - 6 * digit)) as usize & 63]));
        }
    }
    text.into()
}

/// `(jwk, kty, crv, isPrivate)`: the numbers of a JSON Web Key whose other members were looked at.
pub(super) fn op_crypto_key_jwk_import<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let jwk = args.object(0)?;
    let kty = args.string(1)?;
    let is_private = args.boolean(3);
    let key = match &kty[..] {
        "RSA" => rsa_of_jwk(scope, jwk, is_private)?,
        "EC" => ec_of_jwk(scope, jwk, &args.string(2)?, is_private)?,
        _ => ed_of_jwk(scope, jwk, &args.string(2)?, is_private)?,
    };
    describe(state, key).into_js(scope)
}

fn rsa_of_jwk(scope: &Scope<'_>, jwk: Local<'_, Object>, is_private: bool) -> OpResult<Key> {
    let (n, e) = (member(scope, jwk, "n")?, member(scope, jwk, "e")?);
    let public = RsaPublic::new(&n, &e, Purpose::Any).map_err(js)?;
    if !is_private {
        return Ok(Key::Public(Public::Rsa(public)));
    }
    let numbers = RsaNumbers {
        exponent: member(scope, jwk, "d")?,
        prime1: member(scope, jwk, "p")?,
        prime2: member(scope, jwk, "q")?,
        exponent1: member(scope, jwk, "dp")?,
        exponent2: member(scope, jwk, "dq")?,
        coefficient: member(scope, jwk, "qi")?,
    };
    Ok(Key::Private(Private::Rsa(RsaPrivate::new(public, numbers))))
}

fn ec_of_jwk(
    scope: &Scope<'_>,
    jwk: Local<'_, Object>,
    curve: &str,
    is_private: bool,
) -> OpResult<Key> {
    let curve = Curve::find(curve).ok_or_else(|| js(Error::Unsupported("curve")))?;
    let (x, y) = (member(scope, jwk, "x")?, member(scope, jwk, "y")?);
    if x.len() != curve.length() || y.len() != curve.length() {
        return Err(js(Error::Malformed("JSON Web Key")));
    }
    let public = EcPublic::new(curve, &[&[4], &x[..], &y].concat()).map_err(js)?;
    if !is_private {
        return Ok(Key::Public(Public::Ec(public)));
    }
    let scalar = member(scope, jwk, "d")?;
    let private = EcPrivate::new(curve, &scalar).map_err(js)?;
    if private.public().point() != public.point() {
        return Err(js(Error::Malformed("JSON Web Key")));
    }
    Ok(Key::Private(Private::Ec(private)))
}

fn ed_of_jwk(
    scope: &Scope<'_>,
    jwk: Local<'_, Object>,
    curve: &str,
    is_private: bool,
) -> OpResult<Key> {
    let kind = EdwardsKind::find(curve).ok_or_else(|| js(Error::Unsupported("curve")))?;
    let public = EdPublic::new(kind, &member(scope, jwk, "x")?)
        .map_err(|_| js(Error::Malformed("JSON Web Key")))?;
    if !is_private {
        return Ok(Key::Public(Public::Ed(public)));
    }
    let private = EdPrivate::new(kind, &member(scope, jwk, "d")?)
        .map_err(|_| js(Error::Malformed("JSON Web Key")))?;
    if *private.public() != public {
        return Err(js(Error::Malformed("JSON Web Key")));
    }
    Ok(Key::Private(Private::Ed(private)))
}

/// `(id)`: the members of the JSON Web Key that make the key.
pub(super) fn op_crypto_key_jwk_export<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let key = held(state, args, 0)?;
    let mut jwk: Vec<(&'static str, OpValue)> = Vec::new();
    if let Some(rsa) = key.rsa_public() {
        jwk.push(("kty", "RSA".into()));
        jwk.push(("n", base64(rsa.modulus())));
        jwk.push(("e", base64(rsa.exponent())));
    }
    if let Some(ec) = key.ec_public() {
        jwk.push(("crv", ec.curve().jwk_name().into()));
        jwk.push(("kty", "EC".into()));
        jwk.push(("x", base64(ec.x())));
        jwk.push(("y", base64(ec.y())));
    }
    if let Some(ed) = key.ed_public() {
        jwk.push(("crv", ed.kind().jwk_name().into()));
        jwk.push(("x", base64(ed.bytes())));
        jwk.push(("kty", "OKP".into()));
    }
    match &*key {
        Key::Private(Private::Rsa(key)) => {
            let numbers = key.numbers();
            jwk.extend([
                ("d", base64(&numbers.exponent)),
                ("p", base64(&numbers.prime1)),
                ("q", base64(&numbers.prime2)),
                ("dp", base64(&numbers.exponent1)),
                ("dq", base64(&numbers.exponent2)),
                ("qi", base64(&numbers.coefficient)),
            ]);
        }
        Key::Private(Private::Ec(key)) => jwk.push(("d", base64(key.scalar()))),
        Key::Private(Private::Ed(key)) => jwk.push(("d", base64(key.seed()))),
        Key::Public(_) => {}
    }
    OpValue::Object(jwk).into_js(scope)
}

/// `(kind, isPrivate, bytes)`: a point or a scalar of a curve, or the bytes of Ed25519 and its kin.
pub(super) fn op_crypto_key_raw_import<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let kind = args.string(0)?;
    let is_private = args.boolean(1);
    let bytes = args.bytes(2)?;
    let key = match (EdwardsKind::find(&kind), Curve::find(&kind)) {
        (Some(kind), _) if is_private => EdPrivate::new(kind, &bytes)
            .map(Private::Ed)
            .map(Key::Private),
        (Some(kind), _) => EdPublic::new(kind, &bytes).map(Public::Ed).map(Key::Public),
        (_, Some(curve)) if is_private => EcPrivate::new(curve, &bytes)
            .map(Private::Ec)
            .map(Key::Private),
        (_, Some(curve)) => EcPublic::new(curve, &bytes)
            .map(Public::Ec)
            .map(Key::Public),
        _ => Err(Error::Unsupported("key")),
    };
    describe(state, key.map_err(js)?).into_js(scope)
}

/// `(id, form)`: 0 the secret half, 1 the public half uncompressed, 2 compressed, 3 hybrid.
pub(super) fn op_crypto_key_raw_export<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let key = held(state, args, 0)?;
    let form = args.u32(1)?;
    let bytes = match (&*key, form) {
        (Key::Private(Private::Ec(key)), 0) => key.scalar().to_vec(),
        (Key::Private(Private::Ed(key)), 0) => key.seed().to_vec(),
        _ => match (key.ec_public(), key.ed_public()) {
            (Some(ec), _) => ec.encoded(match form {
                2 => PointFormat::Compressed,
                3 => PointFormat::Hybrid,
                _ => PointFormat::Uncompressed,
            }),
            (_, Some(ed)) => ed.bytes().to_vec(),
            _ => return Err(js(Error::Unsupported("key"))),
        },
    };
    Ok(scope.uint8_array(bytes).into())
}

pub(super) fn op_crypto_key_public<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let key = held(state, args, 0)?;
    let public = key.private().map_err(js)?.public();
    describe(state, Key::Public(public)).into_js(scope)
}

pub(super) fn op_crypto_key_equals<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let equal = held(state, args, 0)?.equals(&*held(state, args, 1)?);
    Ok(scope.boolean(equal))
}

pub(super) fn op_crypto_key_close<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    state.resources.close(args.u32(0)?);
    Ok(scope.undefined())
}

/// `(kind, bits or curve, exponent, hash, maskHash, saltLength)`
fn generate(scope: &Scope<'_>, _state: &OpState, args: &Args<'_, '_>) -> OpResult<Job> {
    let kind = args.string(0)?;
    if kind == "rsa" || kind == "rsa-pss" {
        let bits = args.u32(1)? as usize;
        let exponent = args.number(2)? as u64;
        let purpose = if kind == "rsa" {
            Purpose::Any
        } else {
            Purpose::Pss(limits(scope, args)?)
        };
        return Ok(Box::new(move || {
            let key = RsaPrivate::generate(bits, exponent, purpose).map_err(js)?;
            Ok(Made::Key(Box::new(Key::Private(Private::Rsa(key)))))
        }));
    }
    let name = if kind == "ec" { args.string(1)? } else { kind };
    Ok(Box::new(move || {
        let key = match (EdwardsKind::find(&name), Curve::find(&name)) {
            (Some(kind), _) => EdPrivate::generate(kind).map(Private::Ed),
            (_, Some(curve)) => EcPrivate::generate(curve).map(Private::Ec),
            _ => Err(Error::Unsupported("key")),
        };
        Ok(Made::Key(Box::new(Key::Private(key.map_err(js)?))))
    }))
}

fn limits(scope: &Scope<'_>, args: &Args<'_, '_>) -> OpResult<Option<PssLimits>> {
    let hash = |index: usize| -> OpResult<Option<Algorithm>> {
        let Some(name) = args.opt_string(index)? else {
            return Ok(None);
        };
        let known = Algorithm::find(&name).filter(|hash| hash.oid().is_some());
        known
            .map(Some)
            .ok_or_else(|| js(Error::Unsupported("hash")))
    };
    let Some(message_hash) = hash(3)? else {
        return Ok(None);
    };
    let salt_length = if args.get(5).is_undefined(scope) {
        message_hash.length as u32
    } else {
        args.u32(5)?
    };
    Ok(Some(PssLimits {
        hash: message_hash,
        mask_hash: hash(4)?.unwrap_or(message_hash),
        salt_length,
    }))
}

both_ways!(
    op_crypto_key_generate,
    op_crypto_key_generate_later,
    generate
);
