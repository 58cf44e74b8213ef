//! The limits of the native front, and the client at the other end of a connection.

use std::net::SocketAddr;
use std::time::Duration;

use super::discard::DiscardLimits;
use super::head::HeadLimits;
use crate::wire::Peer;

#[derive(Debug, Clone)]
pub(super) struct Limits {
    /// The apparent origin of requests; `None` for the client's own address.
    pub peer: Option<Peer>,
    pub connections: usize,
    pub head: HeadLimits,
    pub head_time: Duration,
    pub body_time: Duration,
    pub discard: DiscardLimits,
}

impl Limits {
    /// The apparent origin of a client's requests.
    pub fn peer(&self, client: Client) -> Peer {
        self.peer.clone().unwrap_or(Peer { ip: client.address.ip(), tls: client.tls, vpc: None })
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            peer: None,
            connections: 1_024,
            head: HeadLimits { headers: 100, bytes: 64 * 1024 },
            head_time: Duration::from_secs(10),
            body_time: Duration::from_secs(10),
            discard: DiscardLimits { bytes: 256 * 1024 * 1024, time: Duration::from_secs(30) },
        }
    }
}

/// The client at the other end of a connection.
#[derive(Clone, Copy)]
pub(super) struct Client {
    pub address: SocketAddr,
    pub tls: bool,
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    #[test]
    fn requests_seem_to_come_over_tls_if_they_do_unless_the_test_says_otherwise() {
        let address = SocketAddr::from(([10, 0, 0, 9], 1));
        let said = Peer { ip: Ipv4Addr::BROADCAST.into(), tls: false, vpc: Some("vpc-1".to_owned()) };
        for tls in [true, false] {
            let client = Client { address, tls };
            assert_eq!(Limits::default().peer(client), Peer { ip: address.ip(), tls, vpc: None });
            assert_eq!(Limits { peer: Some(said.clone()), ..Limits::default() }.peer(client), said);
        }
    }
}
