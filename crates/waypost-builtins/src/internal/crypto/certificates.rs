//! Certificates as resources.

use std::rc::Rc;

use waypost_crypto::key::Key;
use waypost_crypto::pem;
use waypost_crypto::x509::{Certificate, GeneralName, NameEntry};
use waypost_jsc::{Local, Scope, Value};
use waypost_ops::{Args, JsError, OpResult, OpState, OpValue, Resource};

use super::error::js;
use super::keys::{describe, held};

struct HeldCertificate(Certificate);

impl Resource for HeldCertificate {}

fn certificate(
    state: &OpState,
    args: &Args<'_, '_>,
    index: usize,
) -> OpResult<Rc<HeldCertificate>> {
    let id = args.u32(index)?;
    let held = state.resources.get::<HeldCertificate>(id);
    held.ok_or_else(|| JsError::new(format!("certificate {id} is closed")))
}

/// `[kind, value, isJoined]` for each attribute.
fn name(entries: &[NameEntry]) -> OpValue {
    let entry = |entry: &NameEntry| {
        OpValue::Array(vec![
            entry.kind.clone().into(),
            entry.value.clone().into(),
            entry.is_joined.into(),
        ])
    };
    OpValue::Array(entries.iter().map(entry).collect())
}

/// `[kind, value]`; a directory name's value is a list as of [`name`].
fn general(value: &GeneralName) -> OpValue {
    let (kind, value) = match value {
        GeneralName::Dns(text) => ("DNS", text.clone().into()),
        GeneralName::Email(text) => ("email", text.clone().into()),
        GeneralName::Uri(text) => ("URI", text.clone().into()),
        GeneralName::Ip(bytes) => ("IP Address", address(bytes).into()),
        GeneralName::Directory(entries) => ("DirName", name(entries)),
        GeneralName::Registered(oid) => ("Registered ID", oid.clone().into()),
        GeneralName::Other => ("othername", "<unsupported>".into()),
    };
    OpValue::Array(vec![kind.into(), value])
}

/// An address as OpenSSL writes it: sixteen bytes as eight numbers, none left out.
fn address(bytes: &[u8]) -> String {
    match bytes {
        [a, b, c, d] => format!("{a}.{b}.{c}.{d}"),
        bytes if bytes.len() == 16 => {
            let parts = bytes
                .chunks(2)
                .map(|pair| format!("{:X}", u16::from_be_bytes([pair[0], pair[1]])));
            parts.collect::<Vec<_>>().join(":")
        }
        _ => "<invalid>".to_owned(),
    }
}

/// `(bytes, PEM or DER)`: all that is shown of a certificate, with its id.
pub(super) fn op_crypto_x509_parse<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let bytes = args.bytes(0)?;
    let is_der = bytes.first() == Some(&0x30);
    let der = if is_der {
        Some(bytes)
    } else {
        let mut blocks = pem::blocks(&bytes).into_iter();
        blocks
            .find(|block| block.label.ends_with("CERTIFICATE"))
            .map(|block| block.bytes)
    };
    let no_start = || {
        JsError::with_code(
            "ERR_OSSL_PEM_NO_START_LINE",
            "error:0480006C:PEM routines::no start line",
        )
    };
    let der = der.ok_or_else(no_start)?;
    let parsed = Certificate::parse(&der).map_err(|_| {
        JsError::with_code(
            "ERR_OSSL_ASN1_WRONG_TAG",
            "error:068000A8:asn1 encoding routines::wrong tag",
        )
    })?;
    let serial: String = parsed
        .serial
        .iter()
        .map(|byte| format!("{byte:02X}"))
        .collect();
    let alternative = parsed.alternative_names.as_ref();
    let info = parsed.authority_info.as_ref().map(|list| {
        let pair = |(method, place): &(String, GeneralName)| {
            OpValue::Array(vec![method.clone().into(), general(place)])
        };
        OpValue::Array(list.iter().map(pair).collect())
    });
    let usage = parsed.extended_usage.as_ref();
    let about = OpValue::Object(vec![
        ("raw", parsed.raw().to_vec().into()),
        ("spki", parsed.public_key_der().to_vec().into()),
        ("pem", pem::encode("CERTIFICATE", parsed.raw()).into()),
        ("serialNumber", serial.into()),
        ("subject", name(&parsed.subject)),
        ("issuer", name(&parsed.issuer)),
        ("validFrom", parsed.valid_from.text.clone().into()),
        ("validTo", parsed.valid_to.text.clone().into()),
        (
            "validFromTime",
            (parsed.valid_from.milliseconds as f64).into(),
        ),
        ("validToTime", (parsed.valid_to.milliseconds as f64).into()),
        ("isAuthority", parsed.is_authority.into()),
        (
            "alternativeNames",
            alternative
                .map(|names| OpValue::Array(names.iter().map(general).collect()))
                .into(),
        ),
        ("authorityInfo", info.into()),
        (
            "usage",
            usage
                .map(|list| OpValue::Array(list.iter().map(|oid| oid.clone().into()).collect()))
                .into(),
        ),
        (
            "id",
            OpValue::Resource(state.resources.add(HeldCertificate(parsed))),
        ),
    ]);
    about.into_js(scope)
}

pub(super) fn op_crypto_x509_key<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let key = certificate(state, args, 0)?.0.public_key().map_err(js)?;
    describe(state, Key::Public(key)).into_js(scope)
}

/// `(certificate, key)`: whether the key's owner signed it.
pub(super) fn op_crypto_x509_verify<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let is_signed = certificate(state, args, 0)?
        .0
        .is_signed_by(&*held(state, args, 1)?);
    Ok(scope.boolean(is_signed.map_err(js)?))
}

/// `(certificate, issuer)`
pub(super) fn op_crypto_x509_issued<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let (own, issuer) = (certificate(state, args, 0)?, certificate(state, args, 1)?);
    Ok(scope.boolean(own.0.is_issued_by(&issuer.0)))
}

pub(super) fn op_crypto_x509_close<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    state.resources.close(args.u32(0)?);
    Ok(scope.undefined())
}
