//! A secure context: whom to trust, and with what to present oneself.

use std::cell::OnceCell;
use std::rc::Rc;
use std::sync::Arc;

use rustls::client::Resumption;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::{self, PemObject as _};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ClientConfig, RootCertStore, ServerConfig, SupportedProtocolVersion};
use waypost_jsc::{Local, Scope, Value};
use waypost_ops::{Args, JsError, OpResult, OpState, Resource};

use super::verify::{ClientVerifier, ServerVerifier, Trust, Verdict};
use crate::web::fetch::tls;

/// Bits of the versions that a context speaks.
const TLS12: u32 = 1;
const TLS13: u32 = 2;

pub(super) struct Context {
    trust: Trust,
    chain: Vec<CertificateDer<'static>>,
    key: Option<PrivateKeyDer<'static>>,
    versions: Vec<&'static SupportedProtocolVersion>,
    provider: Arc<CryptoProvider>,
    /// Sessions of servers that were trusted; those that were not are never resumed.
    sessions: OnceCell<Resumption>,
}

impl Resource for Context {}

/// The system's authorities, read once per worker.
#[derive(Default)]
struct SystemRoots(Option<Arc<RootCertStore>>);

fn system_roots(state: &OpState) -> Arc<RootCertStore> {
    let mut slot = state.borrow_mut::<SystemRoots>();
    Arc::clone(slot.0.get_or_insert_with(|| Arc::new(tls::roots())))
}

fn no_start_line() -> JsError {
    JsError::with_code(
        "ERR_OSSL_PEM_NO_START_LINE",
        "error:0480006C:PEM routines::no start line",
    )
}

fn certificates(text: &str) -> OpResult<Vec<CertificateDer<'static>>> {
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(text.as_bytes()).collect();
    found.map_err(|error| bad_pem(&error))
}

fn bad_pem(error: &pem::Error) -> JsError {
    match error {
        pem::Error::NoItemsFound => no_start_line(),
        other => JsError::with_code(
            "ERR_OSSL_PEM_BAD_BASE64_DECODE",
            format!("error:04800064:PEM routines::bad base64 decode ({other})"),
        ),
    }
}

fn private_key(text: &str) -> OpResult<PrivateKeyDer<'static>> {
    if text.contains("ENCRYPTED") {
        return Err(JsError::with_code(
            "ERR_FEATURE_UNAVAILABLE_ON_PLATFORM",
            "encrypted private keys are not read; decrypt the key, for example with `openssl pkey`",
        ));
    }
    PrivateKeyDer::from_pem_slice(text.as_bytes()).map_err(|error| bad_pem(&error))
}

/// `op_tls_context(ca, cert, key, versions)`: an id. All are PEM or null; `versions` are bits, 1
/// for TLS 1.2 and 2 for TLS 1.3.
pub(super) fn op_tls_context<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let trust = match args.opt_string(0)? {
        Some(text) => Trust::only(certificates(&text)?),
        None => Trust::system(system_roots(state)),
    };
    let chain = match args.opt_string(1)? {
        Some(text) => certificates(&text)?,
        None => Vec::new(),
    };
    if chain.is_empty() && args.opt_string(1)?.is_some() {
        return Err(no_start_line());
    }
    let key = args
        .opt_string(2)?
        .as_deref()
        .map(private_key)
        .transpose()?;
    let wanted = args.u32(3)?;
    let mut versions: Vec<&'static SupportedProtocolVersion> = Vec::new();
    if wanted & TLS13 != 0 {
        versions.push(&rustls::version::TLS13);
    }
    if wanted & TLS12 != 0 {
        versions.push(&rustls::version::TLS12);
    }
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let context = Context {
        trust,
        chain,
        key,
        versions,
        provider,
        sessions: OnceCell::new(),
    };
    context.check_key()?;
    Ok(scope.number(f64::from(state.resources.add(context))))
}

/// `op_tls_root_certificates()`: the authorities that are trusted by default, DER.
pub(super) fn op_tls_root_certificates<'s>(
    scope: &Scope<'s>,
    _state: &Rc<OpState>,
    _args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let mut all = Vec::new();
    for path in tls::bundles() {
        let Ok(certificates) = CertificateDer::pem_file_iter(&path) else {
            continue;
        };
        all.extend(certificates.filter_map(Result::ok));
    }
    let array = scope.array(&[]);
    for (index, certificate) in all.into_iter().enumerate() {
        let bytes = scope.uint8_array(certificate.to_vec());
        array
            .set_index(scope, index as u32, bytes)
            .map_err(|_| JsError::new("out of memory while building an array"))?;
    }
    Ok(array.into())
}

impl Context {
    /// Whether key and certificate can be used and belong together, told when the context is made.
    fn check_key(&self) -> OpResult<()> {
        let Some(key) = &self.key else { return Ok(()) };
        if self.chain.is_empty() {
            return Ok(());
        }
        rustls::sign::CertifiedKey::from_der(self.chain.clone(), key.clone_key(), &self.provider)
            .map(|_| ())
            .map_err(|error| match error {
                rustls::Error::InconsistentKeys(_) => JsError::with_code(
                    "ERR_OSSL_X509_KEY_VALUES_MISMATCH",
                    "error:05800074:x509 certificate routines::key values mismatch",
                ),
                other => context_error(&other),
            })
    }

    fn builder_versions(&self) -> &[&'static SupportedProtocolVersion] {
        &self.versions
    }

    /// The client's side for one connection. With `strict` a server that is not trusted ends the
    /// handshake; without, the verdict is only noted.
    pub(super) fn client(
        &self,
        strict: bool,
        protocols: Vec<Vec<u8>>,
        send_name: bool,
    ) -> OpResult<(ClientConfig, Verdict)> {
        let verdict = Verdict::default();
        let verifier = ServerVerifier::new(
            self.trust.clone(),
            Arc::clone(&self.provider),
            strict,
            verdict.clone(),
        );
        let builder = ClientConfig::builder_with_provider(Arc::clone(&self.provider))
            .with_protocol_versions(self.builder_versions())
            .map_err(|error| context_error(&error))?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier));
        let mut config = match &self.key {
            Some(key) if !self.chain.is_empty() => builder
                .with_client_auth_cert(self.chain.clone(), key.clone_key())
                .map_err(|error| context_error(&error))?,
            _ => builder.with_no_client_auth(),
        };
        config.alpn_protocols = protocols;
        config.enable_sni = send_name;
        config.resumption = if strict {
            let sessions = self
                .sessions
                .get_or_init(|| Resumption::in_memory_sessions(32));
            sessions.clone()
        } else {
            Resumption::disabled()
        };
        Ok((config, verdict))
    }

    /// The server's side for one connection.
    pub(super) fn server(
        &self,
        ask: bool,
        strict: bool,
        protocols: Vec<Vec<u8>>,
    ) -> OpResult<(ServerConfig, Verdict)> {
        let verdict = Verdict::default();
        let builder = ServerConfig::builder_with_provider(Arc::clone(&self.provider))
            .with_protocol_versions(self.builder_versions())
            .map_err(|error| context_error(&error))?;
        let builder = if ask {
            builder.with_client_cert_verifier(Arc::new(ClientVerifier::new(
                self.trust.clone(),
                Arc::clone(&self.provider),
                strict,
                verdict.clone(),
            )))
        } else {
            builder.with_no_client_auth()
        };
        let key = self.key.as_ref().filter(|_| !self.chain.is_empty());
        let Some(key) = key else {
            return Err(JsError::with_code(
                "ERR_SSL_NO_SUITABLE_SIGNATURE_ALGORITHM",
                "a TLS server needs \"key\" and \"cert\"",
            ));
        };
        let mut config = builder
            .with_single_cert(self.chain.clone(), key.clone_key())
            .map_err(|error| context_error(&error))?;
        config.alpn_protocols = protocols;
        Ok((config, verdict))
    }
}

pub(super) fn context_error(error: &rustls::Error) -> JsError {
    JsError::with_code("ERR_TLS_INVALID_CONTEXT", error.to_string())
}
