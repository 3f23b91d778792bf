//! Whom the client trusts: the system's certificate authorities, read at the first `https`
//! request of a worker, and how a refused certificate is told in OpenSSL's words.
//!
//! `SSL_CERT_FILE` replaces the system's file, `NODE_EXTRA_CA_CERTS` adds to it,
//! `NODE_TLS_REJECT_UNAUTHORIZED=0` trusts everybody. All are read once.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, OtherError, RootCertStore,
    SignatureScheme,
};

use super::failure::Failure;

/// Where the systems keep their bundle.
const BUNDLES: [&str; 6] = [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
    "/opt/homebrew/etc/ca-certificates/cert.pem",
];

/// The client side of TLS for one worker.
pub(super) fn client_config() -> Result<ClientConfig, Failure> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let verifier = Verifier::new(&provider)?;
    ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| failure(&error))
        .map(|builder| {
            builder
                .dangerous()
                .with_custom_certificate_verifier(Arc::new(verifier))
                .with_no_client_auth()
        })
}

/// The authorities that are trusted when a program names none.
pub(crate) fn roots() -> RootCertStore {
    let mut roots = RootCertStore::empty();
    for path in bundles() {
        add_bundle(&mut roots, &path);
    }
    roots
}

/// The files that hold them.
pub(crate) fn bundles() -> Vec<PathBuf> {
    let replaced = std::env::var_os("SSL_CERT_FILE").map(PathBuf::from);
    let system = BUNDLES.iter().map(PathBuf::from).find(|path| path.exists());
    let extra = std::env::var_os("NODE_EXTRA_CA_CERTS").map(PathBuf::from);
    replaced.or(system).into_iter().chain(extra).collect()
}

/// Adds what can be used of a bundle. What cannot is skipped, as OpenSSL does: a request then
/// fails with a certificate error that names the problem.
fn add_bundle(roots: &mut RootCertStore, path: &Path) {
    let Ok(certificates) = CertificateDer::pem_file_iter(path) else {
        return;
    };
    roots.add_parsable_certificates(certificates.filter_map(Result::ok));
}

/// Verifies as rustls does, and remembers what OpenSSL would have called a refusal.
#[derive(Debug)]
struct Verifier {
    /// Absent when there is no root to verify against.
    inner: Option<Arc<WebPkiServerVerifier>>,
    provider: Arc<CryptoProvider>,
    trust_everybody: bool,
}

impl Verifier {
    fn new(provider: &Arc<CryptoProvider>) -> Result<Self, Failure> {
        let trust_everybody =
            std::env::var_os("NODE_TLS_REJECT_UNAUTHORIZED").is_some_and(|value| value == "0");
        let roots = roots();
        let inner = if roots.is_empty() {
            None
        } else {
            let builder =
                WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(provider));
            let built = builder.build().map_err(|error| {
                Failure::new("Error", "ERR_TLS_INVALID_CONTEXT", error.to_string())
            })?;
            Some(built)
        };
        Ok(Self {
            inner,
            provider: Arc::clone(provider),
            trust_everybody,
        })
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        if self.trust_everybody {
            return Ok(ServerCertVerified::assertion());
        }
        let verified = match &self.inner {
            Some(inner) => {
                inner.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
            }
            None => Err(CertificateError::UnknownIssuer.into()),
        };
        verified.map_err(|error| explain(error, end_entity, intermediates))
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls12_signature(message, certificate, signature, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, certificate, signature, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider
            .signature_verification_algorithms
            .supported_schemes()
    }
}

/// A chain that ends in a certificate nobody vouches for but itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SelfSigned {
    Leaf,
    InChain,
}

impl fmt::Display for SelfSigned {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            SelfSigned::Leaf => "self-signed certificate",
            SelfSigned::InChain => "self-signed certificate in certificate chain",
        })
    }
}

impl std::error::Error for SelfSigned {}

/// rustls knows one "unknown issuer"; OpenSSL, and so Node.js, tells three cases apart.
pub(crate) fn explain(
    error: rustls::Error,
    end_entity: &CertificateDer<'_>,
    intermediates: &[CertificateDer<'_>],
) -> rustls::Error {
    let unknown = matches!(
        &error,
        rustls::Error::InvalidCertificate(
            CertificateError::UnknownIssuer | CertificateError::Other(_)
        )
    );
    if !unknown {
        return error;
    }
    let kind = if is_self_issued(end_entity) {
        SelfSigned::Leaf
    } else if intermediates.iter().any(|der| is_self_issued(der)) {
        SelfSigned::InChain
    } else {
        return error;
    };
    CertificateError::Other(OtherError(Arc::new(kind))).into()
}

/// Whether issuer and subject of a certificate are the same bytes (RFC 5280, 4.1).
pub(crate) fn is_self_issued(certificate: &[u8]) -> bool {
    fn parts(certificate: &[u8]) -> Option<(&[u8], &[u8])> {
        let (body, _) = element(certificate, 0x30)?;
        let (mut rest, _) = element(body, 0x30)?;
        // The version is optional; then come serial number, signature, issuer, validity, subject.
        if rest.first() == Some(&0xa0) {
            rest = element(rest, 0xa0)?.1;
        }
        rest = element(rest, 0x02)?.1;
        rest = element(rest, 0x30)?.1;
        let (issuer, after) = element(rest, 0x30)?;
        let (subject, _) = element(element(after, 0x30)?.1, 0x30)?;
        Some((issuer, subject))
    }
    parts(certificate).is_some_and(|(issuer, subject)| issuer == subject)
}

/// The content of a DER element with this tag, and what follows it.
fn element(der: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let (&found, rest) = der.split_first()?;
    if found != tag {
        return None;
    }
    let (&first, rest) = rest.split_first()?;
    let (length, rest) = if first < 0x80 {
        (usize::from(first), rest)
    } else {
        let count = usize::from(first & 0x7f);
        if count > 4 || rest.len() < count {
            return None;
        }
        let (digits, rest) = rest.split_at(count);
        let length = digits.iter().fold(0, |sum, &d| sum << 8 | usize::from(d));
        (length, rest)
    };
    rest.split_at_checked(length)
}

/// A failed handshake as OpenSSL, and so Node.js, names it.
pub(crate) fn failure(error: &rustls::Error) -> Failure {
    let rustls::Error::InvalidCertificate(reason) = error else {
        return Failure::new("Error", "ERR_SSL_HANDSHAKE_FAILURE", error.to_string());
    };
    let (code, message) = match reason {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            ("CERT_HAS_EXPIRED", "certificate has expired".to_owned())
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => (
            "CERT_NOT_YET_VALID",
            "certificate is not yet valid".to_owned(),
        ),
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => (
            "ERR_TLS_CERT_ALTNAME_INVALID",
            format!("Hostname/IP does not match certificate's altnames: {reason}"),
        ),
        CertificateError::Revoked => ("CERT_REVOKED", "certificate revoked".to_owned()),
        CertificateError::Other(OtherError(inner)) => match inner.downcast_ref::<SelfSigned>() {
            Some(kind @ SelfSigned::Leaf) => ("DEPTH_ZERO_SELF_SIGNED_CERT", kind.to_string()),
            Some(kind @ SelfSigned::InChain) => ("SELF_SIGNED_CERT_IN_CHAIN", kind.to_string()),
            None => ("CERT_UNTRUSTED", inner.to_string()),
        },
        CertificateError::UnknownIssuer => (
            "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
            "unable to verify the first certificate".to_owned(),
        ),
        other => ("CERT_REJECTED", other.to_string()),
    };
    Failure::new("Error", code, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn der_elements_are_bounded_by_their_input() {
        assert_eq!(
            element(&[0x30, 2, 1, 2, 3], 0x30),
            Some((&[1, 2][..], &[3][..]))
        );
        assert_eq!(
            element(&[0x30, 0x81, 1, 9], 0x30),
            Some((&[9][..], &[][..]))
        );
        for bad in [
            &[][..],
            &[0x30],
            &[0x30, 5, 1],
            &[0x31, 0],
            &[0x30, 0x85, 1, 1, 1, 1, 1],
        ] {
            assert_eq!(element(bad, 0x30), None, "{bad:?}");
        }
    }

    #[test]
    fn refusals_have_the_names_of_openssl() {
        let table: [(CertificateError, &str); 5] = [
            (CertificateError::Expired, "CERT_HAS_EXPIRED"),
            (CertificateError::NotValidYet, "CERT_NOT_YET_VALID"),
            (
                CertificateError::NotValidForName,
                "ERR_TLS_CERT_ALTNAME_INVALID",
            ),
            (
                CertificateError::UnknownIssuer,
                "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
            ),
            (
                CertificateError::Other(OtherError(Arc::new(SelfSigned::Leaf))),
                "DEPTH_ZERO_SELF_SIGNED_CERT",
            ),
        ];
        for (error, code) in table {
            assert_eq!(failure(&error.into()).code, code);
        }
    }
}
