//! TLS to the database. Its certificate is always checked, with its name.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use thiserror::Error;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_postgres::Socket;
use tokio_postgres::tls::{ChannelBinding, MakeTlsConnect, TlsConnect, TlsStream};
use tokio_rustls::TlsConnector;

use crate::table::Address;

/// What is trusted about the other side.
#[derive(Clone, Debug)]
pub enum Trust {
    /// It is on this machine, where nobody listens in: no TLS.
    Loopback,
    /// Whose certificate is signed by one of these.
    Authorities(Authorities),
}

/// Those whose signature makes a certificate trusted.
#[derive(Clone, Debug)]
pub struct Authorities(Arc<ClientConfig>);

/// A text without certificates of authorities.
#[derive(Debug, Error)]
#[error("no certificates of authorities")]
pub struct NotCertificates;

impl Trust {
    /// What a database at an address is trusted by: on this machine nothing is asked for. Elsewhere a bundle of authorities in PEM, as
    /// Amazon RDS has one for each region, counts alone; without one, whom the system trusts.
    ///
    /// # Errors
    /// There are no certificates, or one can't be read.
    pub fn for_database(address: &Address, bundle: Option<&str>) -> Result<Trust, NotCertificates> {
        match bundle {
            Some(pem) => Authorities::of_bundle(pem).map(Trust::Authorities),
            None if address.is_loopback() => Ok(Trust::Loopback),
            None => Authorities::of(rustls_native_certs::load_native_certs().certs).map(Trust::Authorities),
        }
    }
}

impl Authorities {
    fn of_bundle(pem: &str) -> Result<Authorities, NotCertificates> {
        let certificates: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem.as_bytes()).collect();
        Authorities::of(certificates.map_err(|_| NotCertificates)?)
    }

    fn of(certificates: Vec<CertificateDer<'static>>) -> Result<Authorities, NotCertificates> {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(certificates);
        if roots.is_empty() {
            return Err(NotCertificates);
        }
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("ring has the ciphers of TLS 1.2 and 1.3")
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Authorities(Arc::new(config)))
    }
}

impl MakeTlsConnect<Socket> for Authorities {
    type Stream = Encrypted;
    type TlsConnect = Handshake;
    type Error = io::Error;

    fn make_tls_connect(&mut self, host: &str) -> Result<Handshake, io::Error> {
        let name = ServerName::try_from(host.to_owned()).map_err(io::Error::other)?;
        Ok(Handshake { connector: TlsConnector::from(Arc::clone(&self.0)), name })
    }
}

/// Who shakes hands with one host.
pub struct Handshake {
    connector: TlsConnector,
    name: ServerName<'static>,
}

impl TlsConnect<Socket> for Handshake {
    type Stream = Encrypted;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Encrypted>> + Send>>;

    fn connect(self, stream: Socket) -> Self::Future {
        Box::pin(async move { self.connector.connect(self.name, stream).await.map(Encrypted) })
    }
}

/// An encrypted connection.
pub struct Encrypted(tokio_rustls::client::TlsStream<Socket>);

impl TlsStream for Encrypted {
    /// None: the certificate is checked by its name and its authority, which a proxy in between (RDS Proxy, PgBouncer) has of its own.
    fn channel_binding(&self) -> ChannelBinding {
        ChannelBinding::none()
    }
}

impl AsyncRead for Encrypted {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(context, buffer)
    }
}

impl AsyncWrite for Encrypted {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bundle_without_certificates_is_refused() {
        for text in ["", "certificates", "-----BEGIN CERTIFICATE-----\nAA=\n-----END CERTIFICATE-----\n"] {
            assert!(Authorities::of_bundle(text).is_err(), "{text}");
        }
    }
}
