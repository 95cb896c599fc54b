//! A small HTTP server on loopback, for as long as the runtime it was started on lives.

use std::convert::Infallible;
use std::future::Future;
use std::net::SocketAddr;
use std::pin::pin;

use anyhow::Result;
use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

/// A request with its body.
pub(crate) type Asked = Request<Bytes>;
/// An answer with its body.
pub(crate) type Answer = Response<Full<Bytes>>;

/// Serves on a free port and answers its address.
pub(crate) async fn serve<Handler, Handled>(handler: Handler) -> Result<SocketAddr>
where
    Handler: Fn(Asked) -> Handled + Clone + Send + Sync + 'static,
    Handled: Future<Output = Answer> + Send,
{
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move {
        while let Ok((connection, _)) = listener.accept().await {
            // Two writes an answer must not wait for each other.
            let _ = connection.set_nodelay(true);
            let handler = handler.clone();
            tokio::spawn(async move {
                let service = service_fn(|request| answer(request, &handler));
                // A client that goes away ends its connection; that is not a failure of the server.
                let _ = pin!(http1::Builder::new().serve_connection(TokioIo::new(connection), service)).await;
            });
        }
    });
    Ok(address)
}

async fn answer<Handler, Handled>(request: Request<Incoming>, handler: &Handler) -> Result<Answer, Infallible>
where
    Handler: Fn(Asked) -> Handled,
    Handled: Future<Output = Answer>,
{
    let (parts, body) = request.into_parts();
    let body = body.collect().await.map(|body| body.to_bytes()).unwrap_or_default();
    Ok(handler(Request::from_parts(parts, body)).await)
}
