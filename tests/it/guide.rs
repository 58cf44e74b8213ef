//! The guide to permissions says of each 403 what the table of errors says.

use std::path::Path;

use ossmock::{Cause, Profile};

#[test]
fn every_row_of_the_guide_is_a_row_of_the_table_of_errors() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/permissions.md");
    let guide = std::fs::read_to_string(file).expect("the guide");
    let rows: Vec<Vec<&str>> = guide
        .lines()
        .filter(|line| line.starts_with("| 00") || line.starts_with("| none |"))
        .map(|line| line.split('|').map(str::trim).collect())
        .collect();
    assert!(rows.len() > 10, "{} rows", rows.len());
    for row in rows {
        let ["", ec, message, _, provenance, ""] = row[..] else { panic!("a row has four cells: {row:?}") };
        let said = |cause: &&Cause| {
            cause.status() == 403
                && cause.code() == "AccessDenied"
                && cause.ec().unwrap_or("none") == ec
                && cause.message(Profile::Documented) == message
        };
        let cause = Cause::ALL.iter().find(said).unwrap_or_else(|| panic!("no cause is {ec} `{message}`"));
        assert_eq!(format!("{:?}", cause.provenance()).to_lowercase(), provenance, "{cause}");
    }
}
