//! The servers, each in a process that is this program.

use std::convert::Infallible;
use std::future::pending;

use bytes::Bytes;
use http::Response;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use ossmock::{NativeServer, OssServer};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Builder;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::{memory, world};

/// Serves until the process is killed, or its parent has ended.
pub fn run(name: &str) {
    if name == memory::OBJECTS {
        return memory::hold_objects();
    }
    std::thread::spawn(|| {
        // The parent writes nothing, so this ends with it.
        let _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
        std::process::exit(0);
    });
    let (server, threads) = name.strip_suffix(", threads").map_or((name, false), |server| (server, true));
    let mut runtime = if threads { Builder::new_multi_thread() } else { Builder::new_current_thread() };
    runtime.enable_all().build().expect("a runtime").block_on(async {
        match server {
            "hyper" => hyper_that_reads().await,
            "native" => {
                let server = NativeServer::with(world::oss()).await;
                println!("at {}", server.uri());
                pending::<()>().await;
            }
            "wiremock" => {
                let server = MockServer::builder().start().await;
                Mock::given(any()).respond_with(template(world::answer())).mount(&server).await;
                println!("at {}", server.uri());
                pending::<()>().await;
            }
            "wiremock front" => {
                let server = OssServer::with(world::oss()).await;
                println!("at {}", server.uri());
                pending::<()>().await;
            }
            other => panic!("there is no server `{other}`"),
        }
    });
}

/// A hyper server that reads the body of a request, and always gives the same answer.
async fn hyper_that_reads() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    println!("at http://{}", listener.local_addr().expect("an address"));
    let answer = world::answer().map(Full::new);
    loop {
        let (stream, _) = listener.accept().await.expect("a connection");
        tokio::spawn(attend(stream, answer.clone()));
    }
}

async fn attend(stream: TcpStream, answer: Response<Full<Bytes>>) {
    stream.set_nodelay(true).expect("a socket option");
    let service = service_fn(|request: hyper::Request<Incoming>| {
        let answer = answer.clone();
        async move {
            // A client that goes away is no error of the server.
            let _ = request.into_body().collect().await;
            Ok::<_, Infallible>(answer)
        }
    });
    let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
}

fn template(answer: Response<Bytes>) -> ResponseTemplate {
    let (head, body) = answer.into_parts();
    let empty = ResponseTemplate::new(head.status).set_body_bytes(body);
    head.headers.iter().fold(empty, |template, (name, value)| template.append_header(name, value))
}
