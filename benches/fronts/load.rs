//! Sends requests, one after the other on each connection.

use std::net::SocketAddr;

use bytes::Bytes;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinSet;

use super::world;

/// A client, with the request as it is now signed.
pub struct Load {
    runtime: Runtime,
    request: Bytes,
}

impl Load {
    pub fn new() -> Self {
        let runtime = Builder::new_current_thread().enable_io().build().expect("a runtime");
        Self { runtime, request: world::request_on_the_wire() }
    }

    /// Sends this many requests on all connections together.
    pub fn send(&self, address: SocketAddr, connections: usize, requests: u32) {
        let each = requests as usize / connections;
        self.runtime.block_on(async {
            let mut clients = JoinSet::new();
            for _ in 0..connections {
                clients.spawn(client(address, self.request.clone(), each));
            }
            clients.join_all().await;
        });
    }
}

async fn client(address: SocketAddr, request: Bytes, requests: usize) {
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    stream.set_nodelay(true).expect("a socket option");
    let mut buffer = vec![0; 16 * 1024];
    for _ in 0..requests {
        stream.write_all(&request).await.expect("a request");
        let mut read = 0;
        // The answer has no body.
        while !buffer[..read].ends_with(b"\r\n\r\n") {
            let more = stream.read(&mut buffer[read..]).await.expect("an answer");
            assert_ne!(more, 0, "the server has closed the connection");
            read += more;
        }
        assert!(buffer.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&buffer[..read]));
    }
}
