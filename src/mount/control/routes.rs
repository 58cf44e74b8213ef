//! The table of the routes, and the checks that every request to the control plane passes.

use std::collections::BTreeSet;

use bytes::Bytes;
use http::{Method, StatusCode};

use super::guard::Guarded;
use super::media::{JSON, TOML, media};
use super::plane::{Controlled, PREFIX};
use super::reply::{ControlReply, Problem};
use super::{
    about, accounts, arrange, clock, due, expectations, explain, faults, honesty, journal, kms, objects, overview,
    replication, snapshots, test_worlds, world,
};
use crate::wire::Call;
use crate::wire::text::lossy;
use crate::world_file::listed;

/// The path of the page, below the prefix.
const PAGE: &str = "";

/// The path of the health check, below the prefix.
const HEALTH: &str = "health";

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
    pub run: fn(&Controlled<'_>, &Call, &str) -> Result<ControlReply, Problem>,
}

impl ControlRoute {
    /// Returns the part of the access rule that holds for it.
    pub fn guarded(&self) -> Guarded {
        match self.path {
            HEALTH => Guarded::Nothing,
            PAGE => Guarded::Place,
            _ => Guarded::All,
        }
    }

    /// Returns `true` if its body is a world, which holds all stored bytes.
    pub fn takes_world(&self) -> bool {
        self.media.contains(&TOML)
    }
}

/// The routes; `openapi.json` describes each of them, and nothing else.
pub(super) const ROUTES: &[ControlRoute] = &[
    ControlRoute { method: Method::GET, path: PAGE, parameters: &[], media: &[], run: about::page },
    ControlRoute { method: Method::GET, path: HEALTH, parameters: &[], media: &[], run: about::health },
    ControlRoute { method: Method::HEAD, path: HEALTH, parameters: &[], media: &[], run: about::probe },
    ControlRoute { method: Method::GET, path: "about", parameters: &[], media: &[], run: about::about },
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
    ControlRoute {
        method: Method::GET,
        path: "objects",
        parameters: objects::PARAMETERS,
        media: &[],
        run: objects::get,
    },
    ControlRoute { method: Method::GET, path: "accounts", parameters: &[], media: &[], run: accounts::get },
    ControlRoute { method: Method::GET, path: "kms", parameters: kms::PARAMETERS, media: &[], run: kms::get },
    ControlRoute { method: Method::GET, path: "faults", parameters: &[], media: &[], run: faults::get },
    ControlRoute { method: Method::POST, path: "faults", parameters: &[], media: &[JSON], run: faults::post },
    ControlRoute { method: Method::DELETE, path: "faults", parameters: &["id"], media: &[], run: faults::delete },
    ControlRoute { method: Method::GET, path: "honesty", parameters: &[], media: &[], run: honesty::get },
    ControlRoute { method: Method::GET, path: "expectations", parameters: &[], media: &[], run: expectations::get },
    ControlRoute {
        method: Method::POST,
        path: "expectations",
        parameters: &[],
        media: &[JSON],
        run: expectations::post,
    },
    ControlRoute {
        method: Method::DELETE,
        path: "expectations",
        parameters: &["id"],
        media: &[],
        run: expectations::delete,
    },
    ControlRoute {
        method: Method::POST,
        path: "deny-unexpected",
        parameters: &[],
        media: &[],
        run: expectations::deny_unexpected,
    },
    ControlRoute { method: Method::POST, path: "verify", parameters: &[], media: &[], run: expectations::verify },
    ControlRoute { method: Method::POST, path: "explain", parameters: &[], media: &[JSON], run: explain::post },
    ControlRoute {
        method: Method::GET,
        path: "required-policy",
        parameters: &["caller"],
        media: &[],
        run: explain::required_policy,
    },
    ControlRoute {
        method: Method::POST,
        path: "settings",
        parameters: &["bucket"],
        media: &[JSON],
        run: arrange::set_settings,
    },
    ControlRoute {
        method: Method::DELETE,
        path: "settings",
        parameters: &["bucket", "setting"],
        media: &[],
        run: arrange::reset_setting,
    },
    ControlRoute {
        method: Method::POST,
        path: "policies",
        parameters: &[],
        media: &[JSON],
        run: arrange::attach_policy,
    },
    ControlRoute {
        method: Method::DELETE,
        path: "policies",
        parameters: &["of", "kind"],
        media: &[],
        run: arrange::detach_policies,
    },
    ControlRoute {
        method: Method::POST,
        path: "kms/state",
        parameters: &[],
        media: &[JSON],
        run: arrange::set_key_state,
    },
    ControlRoute { method: Method::GET, path: "snapshots", parameters: &[], media: &[], run: snapshots::get },
    ControlRoute { method: Method::PUT, path: "snapshots", parameters: &["name"], media: &[], run: snapshots::put },
    ControlRoute {
        method: Method::DELETE,
        path: "snapshots",
        parameters: &["name"],
        media: &[],
        run: snapshots::delete,
    },
    ControlRoute { method: Method::POST, path: "restore", parameters: &["name"], media: &[], run: snapshots::restore },
    ControlRoute { method: Method::GET, path: "diff", parameters: &["from", "to"], media: &[], run: snapshots::diff },
    ControlRoute { method: Method::GET, path: "tests", parameters: &[], media: &[], run: test_worlds::get },
    ControlRoute { method: Method::POST, path: "tests", parameters: &[], media: &[JSON], run: test_worlds::post },
    ControlRoute { method: Method::DELETE, path: "tests", parameters: &["id"], media: &[], run: test_worlds::delete },
    ControlRoute { method: Method::GET, path: "clock", parameters: &[], media: &[], run: clock::get },
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
                [] => format!("there is no parameter `{name:.64}`: no parameters are taken here"),
                all => format!("there is no parameter `{name:.64}`: there are {}", listed(all)),
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
