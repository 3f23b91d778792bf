//! Whom to trust: a chain up to an authority. Whether the certificate is for the name that was
//! asked for is not decided here.
//!
//! A certificate that a program names itself as trusted is trusted as a leaf too, as OpenSSL does:
//! databases are often given their own certificate as `ca`. Its dates are checked in TypeScript.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::verify_server_cert_signed_by_trust_anchor;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::server::{ParsedCertificate, WebPkiClientVerifier};
use rustls::{
    CertificateError, DigitallySignedStruct, DistinguishedName, Error, RootCertStore,
    SignatureScheme,
};

use crate::web::fetch::tls::{explain, failure};

/// What a context trusts.
#[derive(Clone)]
pub(super) struct Trust {
    roots: Arc<RootCertStore>,
    /// Those that a program named, byte by byte.
    named: Arc<Vec<CertificateDer<'static>>>,
}

impl fmt::Debug for Trust {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Trust").finish_non_exhaustive()
    }
}

impl Trust {
    pub(super) fn system(roots: Arc<RootCertStore>) -> Self {
        Self {
            roots,
            named: Arc::default(),
        }
    }

    /// Trusts these and nobody else.
    pub(super) fn only(certificates: Vec<CertificateDer<'static>>) -> Self {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(certificates.iter().cloned());
        Self {
            roots: Arc::new(roots),
            named: Arc::new(certificates),
        }
    }
}

/// Why a peer is not trusted: a code and a message of OpenSSL; nothing when it is.
#[derive(Debug, Clone, Default)]
pub(super) struct Verdict(Arc<Mutex<Option<(&'static str, String)>>>);

impl Verdict {
    fn note(&self, error: &Error) {
        let failure = failure(error);
        let mut slot = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *slot = Some((failure.code, failure.message));
    }

    pub(super) fn get(&self) -> Option<(&'static str, String)> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

/// Notes a refusal; lets it pass when nobody insists.
fn decide(verdict: &Verdict, strict: bool, verified: Result<(), Error>) -> Result<(), Error> {
    let Err(error) = verified else { return Ok(()) };
    verdict.note(&error);
    if strict { Err(error) } else { Ok(()) }
}

macro_rules! signatures {
    () => {
        fn verify_tls12_signature(
            &self,
            message: &[u8],
            certificate: &CertificateDer<'_>,
            signature: &DigitallySignedStruct,
        ) -> Result<HandshakeSignatureValid, Error> {
            let algorithms = &self.provider.signature_verification_algorithms;
            rustls::crypto::verify_tls12_signature(message, certificate, signature, algorithms)
        }

        fn verify_tls13_signature(
            &self,
            message: &[u8],
            certificate: &CertificateDer<'_>,
            signature: &DigitallySignedStruct,
        ) -> Result<HandshakeSignatureValid, Error> {
            let algorithms = &self.provider.signature_verification_algorithms;
            rustls::crypto::verify_tls13_signature(message, certificate, signature, algorithms)
        }

        fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
            self.provider
                .signature_verification_algorithms
                .supported_schemes()
        }
    };
}

/// A client's look at a server.
#[derive(Debug)]
pub(super) struct ServerVerifier {
    trust: Trust,
    provider: Arc<CryptoProvider>,
    strict: bool,
    verdict: Verdict,
}

impl ServerVerifier {
    pub(super) fn new(
        trust: Trust,
        provider: Arc<CryptoProvider>,
        strict: bool,
        verdict: Verdict,
    ) -> Self {
        Self {
            trust,
            provider,
            strict,
            verdict,
        }
    }

    fn check(
        &self,
        leaf: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        now: UnixTime,
    ) -> Result<(), Error> {
        if self.trust.named.iter().any(|named| named == leaf) {
            return Ok(());
        }
        let explained = |error| explain(error, leaf, intermediates);
        let parsed = ParsedCertificate::try_from(leaf).map_err(explained)?;
        if self.trust.roots.is_empty() {
            return Err(explained(CertificateError::UnknownIssuer.into()));
        }
        verify_server_cert_signed_by_trust_anchor(
            &parsed,
            &self.trust.roots,
            intermediates,
            now,
            self.provider.signature_verification_algorithms.all,
        )
        .map_err(explained)
    }
}

impl ServerCertVerifier for ServerVerifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let verified = self.check(end_entity, intermediates, now);
        decide(&self.verdict, self.strict, verified).map(|()| ServerCertVerified::assertion())
    }

    signatures!();
}

/// A server's look at a client that was asked for a certificate.
#[derive(Debug)]
pub(super) struct ClientVerifier {
    inner: Option<Arc<dyn ClientCertVerifier>>,
    provider: Arc<CryptoProvider>,
    strict: bool,
    verdict: Verdict,
}

impl ClientVerifier {
    pub(super) fn new(
        trust: Trust,
        provider: Arc<CryptoProvider>,
        strict: bool,
        verdict: Verdict,
    ) -> Self {
        let builder =
            WebPkiClientVerifier::builder_with_provider(trust.roots, Arc::clone(&provider));
        Self {
            // Without a root there is none to verify against, and every client is unknown.
            inner: builder.build().ok(),
            provider,
            strict,
            verdict,
        }
    }
}

impl ClientCertVerifier for ClientVerifier {
    fn client_auth_mandatory(&self) -> bool {
        self.strict
    }

    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        self.inner
            .as_ref()
            .map_or(&[], |inner| inner.root_hint_subjects())
    }

    fn verify_client_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        now: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        let verified = match &self.inner {
            Some(inner) => inner
                .verify_client_cert(end_entity, intermediates, now)
                .map(|_| ()),
            None => Err(CertificateError::UnknownIssuer.into()),
        };
        let verified = verified.map_err(|error| explain(error, end_entity, intermediates));
        decide(&self.verdict, self.strict, verified).map(|()| ClientCertVerified::assertion())
    }

    signatures!();
}
