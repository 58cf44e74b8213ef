//! A file of a contract case: read, and its world built; no request of it is sent.

use ossmock::fixture::Case;

pub fn run(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Ok(case) = Case::parse(text) {
        let _ = case.oss();
    }
}
