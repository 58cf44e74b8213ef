//! The format of contract cases: what is checked in every answer, what may be left out, and which version it is.

use ossmock::fixture::{self, Case, Failure};
use ossmock::http::HeaderValue;

/// A case of one request, with this first line of its front matter.
fn case(first: &str) -> String {
    format!(
        "+++\n{first}\nsource = \"a test\"\nprovenance = \"own\"\n[world]\naccount = [{{ name = \"acme\" }}]\n+++\n\n\
         >>> the buckets are listed\n@sign v4 acme\nGET / HTTP/1.1\nHost: oss-cn-hangzhou.aliyuncs.com\n"
    )
}

/// The diff of a case with its replay, in which an answer is changed on its way.
fn diff_of_changed(change: impl Fn(&mut ossmock::http::HeaderMap)) -> String {
    let today = fixture::replay(&case("")).expect("a case");
    let case = Case::parse(&today).expect("a case");
    let oss = case.oss().expect("a world");
    let replayed = case.replay_on(&oss, |request| {
        let mut response = oss.handle(request);
        change(response.headers_mut());
        response
    });
    match fixture::compare(&today, &replayed.expect("a replay")) {
        Ok(()) => String::new(),
        Err(Failure::Differs { diff }) => diff,
        Err(other) => panic!("{other}"),
    }
}

#[test]
fn the_envelope_is_checked_in_every_answer_and_shown_only_where_it_differs() {
    assert_eq!(diff_of_changed(|_| {}), "");
    let today = fixture::replay(&case("")).expect("a case");
    for name in ["connection", "date", "server", "x-oss-request-id", "x-oss-server-time"] {
        assert!(!today.contains(&format!("\n{name}: ")), "{today}");
        let missing = diff_of_changed(|headers| drop(headers.remove(name)));
        assert!(missing.contains(&format!("+(no {name})")), "{missing}");
        let other = diff_of_changed(|headers| drop(headers.insert(name, HeaderValue::from_static("other"))));
        assert!(other.contains(&format!("+{name}: other")), "{other}");
    }
}

#[test]
fn the_encoded_detail_of_a_denial_is_shown_once() {
    let text = "+++\nsource = \"a test\"\nprovenance = \"own\"\n[world]\n[[world.account]]\nname = \"acme\"\n\
                bucket = [{ name = \"logs\" }]\nram_user = [{ name = \"ci\", policies = [] }]\n+++\n\n\
                >>> the first\n@sign v4 acme/ci\nGET /?acl HTTP/1.1\nHost: logs.localhost\n\n\
                >>> the second\n@sign v4 acme/ci\nGET /?acl HTTP/1.1\nHost: logs.localhost\n\n\
                >>> another\n@sign v4 acme/ci\nGET /?location HTTP/1.1\nHost: logs.localhost\n";
    let today = fixture::replay(text).expect("a case");
    assert_eq!(today.matches("<EncodedDiagnosticMessage>(as in answer 1)<").count(), 1, "{today}");
    assert_eq!(today.matches("<EncodedDiagnosticMessage>ey").count(), 2, "{today}");
}

#[test]
fn another_version_of_the_format_is_refused() {
    assert!(Case::parse(&case("format = 1")).is_ok());
    let refused = Case::parse(&case("format = 2")).expect_err("it is another version").to_string();
    assert_eq!(refused, "line 2: `format` is 2: this version of ossmock reads 1 only");
}

#[test]
fn documented_may_be_left_out_only_where_no_source_says_anything() {
    for (provenance, may) in [("own", true), ("assumed", true), ("observed", false), ("documented", false)] {
        let text = case("").replace("\"own\"", &format!("\"{provenance}\""));
        assert_eq!(Case::parse(&text).is_ok(), may, "{provenance}");
    }
}
