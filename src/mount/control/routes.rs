//! The table of the routes, and the checks that every request to the control plane passes.

use std::collections::BTreeSet;

use bytes::Bytes;
use http::{Method, StatusCode};

use super::media::{JSON, TOML, media};
use super::near::listed;
use super::plane::{ControlPlane, PREFIX};
use super::reply::{ControlReply, Problem};
use super::{about, clock, due, faults, honesty, journal, kms, overview, replication, world};
use crate::wire::Call;
use crate::wire::text::lossy;

/// The path of the page, below the prefix.
const PAGE: &str = "";

/// One method on one path.
#[derive(Debug)]
pub(super) struct ControlRoute {
    pub method: Method,
    /// The path below the prefix.
    pub path: &'static str,
    /// The query parameters it accepts, each once.
    pub parameters: &'static [&'static str],
    /// The media types of its body; empty if it has no body.
    pub media: &'static [&'static str],
    pub run: fn(&ControlPlane, &Call, &str) -> Result<ControlReply, Problem>,
}

impl ControlRoute {
    /// Returns `true` if it shows nothing of the fake, so that it needs no token.
    pub fn is_open(&self) -> bool {
        self.path == PAGE
    }

    /// Returns `true` if its body is a world, which holds all stored bytes.
    pub fn takes_world(&self) -> bool {
        self.media.contains(&TOML)
    }
}

/// The routes; `openapi.json` describes each of them, and nothing else.
pub(super) const ROUTES: &[ControlRoute] = &[
    ControlRoute { method: Method::GET, path: PAGE, parameters: &[], media: &[], run: about::page },
    ControlRoute { method: Method::GET, path: "health", parameters: &[], media: &[], run: about::health },
    ControlRoute { method: Method::GET, path: "openapi.json", parameters: &[], media: &[], run: about::openapi },
    ControlRoute { method: Method::GET, path: "world", parameters: &[], media: &[], run: world::get },
    ControlRoute { method: Method::PUT, path: "world", parameters: &[], media: &[JSON, TOML], run: world::put },
    ControlRoute { method: Method::POST, path: "reset", parameters: &[], media: &[], run: world::reset },
    ControlRoute { method: Method::POST, path: "replicate", parameters: &[], media: &[], run: replication::run },
    ControlRoute { method: Method::POST, path: "run-due", parameters: &[], media: &[], run: due::run },
    ControlRoute {
        method: Method::GET,
        path: "journal",
        parameters: journal::PARAMETERS,
        media: &[],
        run: journal::get,
    },
    ControlRoute { method: Method::DELETE, path: "journal", parameters: &[], media: &[], run: journal::delete },
    ControlRoute { method: Method::GET, path: "overview", parameters: &[], media: &[], run: overview::get },
    ControlRoute { method: Method::GET, path: "kms", parameters: kms::PARAMETERS, media: &[], run: kms::get },
    ControlRoute { method: Method::GET, path: "faults", parameters: &[], media: &[], run: faults::get },
    ControlRoute { method: Method::POST, path: "faults", parameters: &[], media: &[JSON], run: faults::post },
    ControlRoute { method: Method::DELETE, path: "faults", parameters: &["id"], media: &[], run: faults::delete },
    ControlRoute { method: Method::GET, path: "honesty", parameters: &[], media: &[], run: honesty::get },
    ControlRoute { method: Method::POST, path: "clock", parameters: &[], media: &[JSON], run: clock::post },
];

pub(super) fn find(method: &Method, path: &str) -> Result<&'static ControlRoute, Problem> {
    let here = || ROUTES.iter().filter(|route| route.path == path);
    if let Some(route) = here().find(|route| route.method == *method) {
        return Ok(route);
    }
    let methods: Vec<&str> = here().map(|route| route.method.as_str()).collect();
    if methods.is_empty() {
        let problem = format!("there is nothing here: `{PREFIX}openapi.json` says what there is");
        return Err(Problem::new(StatusCode::NOT_FOUND, problem));
    }
    let methods = methods.join(", ");
    let problem = format!("`{PREFIX}{path}` is for {methods}");
    Err(Problem::new(StatusCode::METHOD_NOT_ALLOWED, problem).allowing(&methods))
}

/// Checks that the route accepts the query parameters and the media type.
pub(super) fn check_head(route: &ControlRoute, call: &Call) -> Result<(), Problem> {
    let mut seen = BTreeSet::new();
    for pair in call.query.pairs() {
        let name = lossy(&pair.name);
        if !route.parameters.contains(&&*name) {
            return Err(Problem::bad_request(match route.parameters {
                [] => "no parameters are taken here".to_owned(),
                all => format!("there is no such parameter: there are {}", listed(all)),
            }));
        }
        if !seen.insert(&pair.name) {
            return Err(Problem::bad_request(format!("`{name}` is there twice")));
        }
    }
    if route.media.is_empty() || media(call).is_some_and(|media| route.media.contains(&media)) {
        return Ok(());
    }
    let problem = format!("the `Content-Type` must be {}", listed(route.media));
    Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, problem))
}

/// Returns the body as text; `None` stands for a body that was too long.
pub(super) fn check_body<'a>(
    route: &ControlRoute,
    call: &Call,
    body: Option<&'a Bytes>,
    limit: usize,
) -> Result<&'a str, Problem> {
    if route.media.is_empty() {
        let none = body.is_some_and(Bytes::is_empty);
        return if none { Ok("") } else { Err(Problem::bad_request("no body is taken here")) };
    }
    let too_long = || {
        let size = call.content_length().map_or_else(|| format!("more than {limit}"), |length| length.to_string());
        let why = if route.takes_world() { ", by `Builder::max_stored_bytes`" } else { "" };
        let problem = format!("the body has {size} bytes, and {limit} are taken here{why}");
        Problem::new(StatusCode::PAYLOAD_TOO_LARGE, problem)
    };
    std::str::from_utf8(body.ok_or_else(too_long)?).map_err(|_| Problem::bad_request("the body is not UTF-8"))
}
