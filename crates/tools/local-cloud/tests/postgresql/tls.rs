//! TLS: by a proxy that ends it, as RDS Proxy does, before a real server.

use std::sync::Arc;

use prediction_table::{Address, PostgresPredictionTable, PredictionTable, Trust};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use crate::{Database, Table, count, row};

/// What a client asks before TLS ("SSLRequest", PostgreSQL, Message Formats).
const SSL_REQUEST: [u8; 8] = [0, 0, 0, 8, 4, 210, 22, 47];

/// Ends TLS under a certificate for `localhost` before a server; answers its port and the certificate in PEM.
async fn proxy(server_port: u16) -> (u16, String) {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                let mut asked = [0; 8];
                client.read_exact(&mut asked).await.unwrap();
                assert_eq!(asked, SSL_REQUEST, "nothing is said before TLS");
                client.write_all(b"S").await.unwrap();
                let Ok(mut client) = acceptor.accept(client).await else { return };
                let mut server = TcpStream::connect(("127.0.0.1", server_port)).await.unwrap();
                let _ = tokio::io::copy_bidirectional(&mut client, &mut server).await;
            });
        }
    });
    (port, made.cert.pem())
}

#[tokio::test]
async fn nobody_is_told_anything_but_whose_certificate_is_trusted() {
    let database = Database::start().await;
    let (port, bundle) = proxy(database.server.port()).await;
    let (_, another) = proxy(database.server.port()).await;
    let table = |host: &str, port: u16, bundle: &str| -> Table {
        let address = Address { host: host.to_owned(), port, ..database.address() };
        let trust = Trust::for_database(&address, Some(bundle)).unwrap();
        PostgresPredictionTable::new(address, trust, database.password.clone())
    };
    let check = async |host: &str, port: u16, bundle: &str, is_good: bool| {
        assert_eq!(table(host, port, bundle).add(&[row(1, 0)]).await.is_ok(), is_good, "{host}:{port}");
    };
    check("localhost", port, &bundle, true).await;
    let encrypted = "SELECT count(*) FROM tollgate.fraud_predictions";
    assert_eq!(count(&database.admin().await, encrypted).await, 1);
    // Another authority, another name, and a server that speaks no TLS.
    check("localhost", port, &another, false).await;
    check("127.0.0.1", port, &bundle, false).await;
    check("localhost", database.server.port(), &bundle, false).await;
}
