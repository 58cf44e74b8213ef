//! The check of the access rule, before anything else and before a body is read.

use std::net::{IpAddr, Ipv6Addr};

use http::StatusCode;
use http::header::{AUTHORIZATION, ORIGIN};
use sha2::{Digest as _, Sha256};

use super::access::{Admission, Control};
use super::reply::Problem;
use crate::wire::{Call, without_port};

/// The part of the access rule that holds for a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Guarded {
    /// None of it: the route says only that the server runs, to every client and under every host.
    Nothing,
    /// The places of client and page, but not the token: the route shows nothing of the fake, and a browser sends no token when
    /// it opens a page.
    Place,
    All,
}

/// Checks the access rule.
pub(super) fn check(control: &Control, call: &Call, guarded: Guarded) -> Result<(), Problem> {
    if guarded == Guarded::Nothing {
        return Ok(());
    }
    match &control.access {
        Admission::Loopback => check_loopback(call)?,
        Admission::Token(token) if guarded == Guarded::All => check_token(token, call)?,
        Admission::Token(_) => {}
    }
    check_origin(call)
}

fn check_loopback(call: &Call) -> Result<(), Problem> {
    let client = call.peer.ip.to_canonical();
    if !client.is_loopback() {
        return Err(forbidden(format!("the control plane is for this machine only, and `{client}` is another")));
    }
    // A foreign DNS name that points to this machine would let the page of its owner in.
    if !is_plain_host(without_port(&call.host)) {
        return Err(forbidden("the control plane answers to an IP address or `localhost` as its host".to_owned()));
    }
    Ok(())
}

fn is_plain_host(host: &str) -> bool {
    let bracketed = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    match bracketed {
        Some(address) => address.parse::<Ipv6Addr>().is_ok(),
        None => host.eq_ignore_ascii_case("localhost") || host.parse::<IpAddr>().is_ok(),
    }
}

fn check_token(token: &str, call: &Call) -> Result<(), Problem> {
    let header = call.header_bytes(AUTHORIZATION).unwrap_or_default();
    let given = header.split_at_checked("bearer ".len()).filter(|(scheme, _)| scheme.eq_ignore_ascii_case(b"bearer "));
    let Some((_, given)) = given else {
        let problem = "the control plane wants its token: `Authorization: Bearer <token>`";
        return Err(forbidden(problem.to_owned()).wanting_token());
    };
    // The time that hashes take to compare tells nothing about the token.
    if Sha256::digest(given) == Sha256::digest(token) {
        Ok(())
    } else {
        Err(forbidden("the token is not that of the control plane".to_owned()).wanting_token())
    }
}

/// Checks the `Origin` header, which browsers send unless a request only reads and the page may not see the response.
fn check_origin(call: &Call) -> Result<(), Problem> {
    let Some(origin) = call.header(ORIGIN) else { return Ok(()) };
    // One address and port serves one of the two schemes.
    let host = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
    if host.is_some_and(|host| host.eq_ignore_ascii_case(&call.host)) {
        Ok(())
    } else {
        Err(forbidden("the control plane is not for pages of another origin".to_owned()))
    }
}

fn forbidden(problem: String) -> Problem {
    Problem::new(StatusCode::FORBIDDEN, problem)
}
