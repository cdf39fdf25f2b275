//! Certificates made at the start: by an authority that feedmill is told to trust, and in all the ways one can be wrong.

use super::case::Tls;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use std::sync::Arc;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

pub struct Certificates {
    trusted: Authority,
    unknown: Authority,
}

struct Authority {
    issuer: Issuer<'static, KeyPair>,
    certificate: CertificateDer<'static>,
}

impl Authority {
    fn new(name: &str) -> Authority {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let certificate = params.self_signed(&key).unwrap().der().clone();
        Authority { issuer: Issuer::new(params, key), certificate }
    }
}

impl Certificates {
    pub fn new() -> Certificates {
        let _ = tokio_rustls::rustls::crypto::ring::default_provider().install_default();
        Certificates { trusted: Authority::new("Trusted"), unknown: Authority::new("Unknown") }
    }

    /// The authority that is to be trusted, in DER.
    pub fn authority(&self) -> Vec<u8> {
        self.trusted.certificate.to_vec()
    }

    /// A server's side of the handshake for a host.
    pub fn acceptor(&self, way: Tls, host: &str) -> TlsAcceptor {
        let key = KeyPair::generate().unwrap();
        let name = if way == Tls::WrongHost { "other.example" } else { host };
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        params.distinguished_name.push(DnType::CommonName, host);
        if way == Tls::Expired {
            params.not_before = date_time_ymd(2001, 1, 1);
            params.not_after = date_time_ymd(2002, 1, 1);
        }
        let certificate = match way {
            Tls::SelfSigned => params.self_signed(&key).unwrap(),
            Tls::UnknownAuthority => params.signed_by(&key, &self.unknown.issuer).unwrap(),
            _ => params.signed_by(&key, &self.trusted.issuer).unwrap(),
        };
        let key = PrivateKeyDer::Pkcs8(key.serialize_der().into());
        let mut chain = vec![certificate.der().clone()];
        if way == Tls::Huge {
            chain.extend(vec![CertificateDer::from(vec![0; 60_000]); 35]);
        }
        let mut config = ServerConfig::builder().with_no_client_auth().with_single_cert(chain, key).unwrap();
        if way == Tls::H2 {
            config.alpn_protocols = vec![b"h2".to_vec()];
        }
        TlsAcceptor::from(Arc::new(config))
    }
}
