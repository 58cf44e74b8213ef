//! The inspector: one self-contained page, and the policy that limits it in a browser.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use http::HeaderValue;
use sha2::{Digest as _, Sha256};

const INDEX: &str = include_str!("index.html");

/// The style, in parts: later ones change earlier ones.
const STYLE: &str = concat!(
    include_str!("style/base.css"),
    include_str!("style/bar.css"),
    include_str!("style/calls.css"),
    include_str!("style/call.css"),
    include_str!("style/views.css"),
    include_str!("style/widths.css"),
);

/// The script that sets the theme before anything is shown.
const THEME: &str = include_str!("theme.js");

/// The script, in the order in which its parts depend on each other.
const SCRIPT: &str = concat!(
    include_str!("dom.js"),
    include_str!("server.js"),
    include_str!("clock.js"),
    include_str!("tools.js"),
    include_str!("table.js"),
    include_str!("why.js"),
    include_str!("bodies.js"),
    include_str!("signature.js"),
    include_str!("call.js"),
    include_str!("calls.js"),
    include_str!("buckets.js"),
    include_str!("bucket.js"),
    include_str!("accounts.js"),
    include_str!("kms.js"),
    include_str!("due.js"),
    include_str!("faults.js"),
    include_str!("views.js"),
    include_str!("app.js"),
);

/// The page, with its content security policy.
#[derive(Clone)]
pub(super) struct InspectorPage {
    pub html: Bytes,
    /// The value of `Content-Security-Policy`.
    pub policy: HeaderValue,
}

impl InspectorPage {
    /// Creates the page. The policy names its style and scripts by their hashes and allows no others, not even from this
    /// server: buckets are on the same origin, and any client can write to them. Texts of requests never become markup:
    /// a browser with Trusted Types would refuse.
    pub fn new() -> Self {
        let html = INDEX
            .replace("<!-- theme -->", &format!("<script>{THEME}</script>"))
            .replace("<!-- style -->", &format!("<style>{STYLE}</style>"))
            .replace("<!-- script -->", &format!("<script type=\"module\">{SCRIPT}</script>"));
        let policy = format!(
            "default-src 'none'; style-src '{}'; script-src '{}' '{}'; connect-src 'self'; img-src data:; base-uri 'none'; \
             form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
            hash(STYLE),
            hash(THEME),
            hash(SCRIPT),
        );
        let policy = HeaderValue::try_from(policy).expect("names, blanks and base64");
        Self { html: html.into(), policy }
    }
}

fn hash(text: &str) -> String {
    format!("sha256-{}", BASE64_STANDARD.encode(Sha256::digest(text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_is_whole_and_fetches_nothing() {
        let page = InspectorPage::new().html;
        let page = std::str::from_utf8(&page).unwrap();
        for whole in [STYLE, THEME, SCRIPT] {
            assert!(page.contains(&format!(">{whole}</")), "the hash is that of an element's whole text");
            assert!(!whole.contains("</s"), "it would end the element it stands in");
        }
        for source in ["src=", "url(", "@import", "import ", "http://", "https://"] {
            // An endpoint is shown; the page does not fetch from it.
            let found: Vec<_> =
                page.match_indices(source).map(|(at, _)| &page[at..(at + 40).min(page.len())]).collect();
            assert!(found.is_empty(), "{found:?}");
        }
        assert_eq!(page.matches("<script").count(), 2);
        for markup in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "style=\""] {
            assert!(!page.contains(markup), "{markup}");
        }
    }
}
