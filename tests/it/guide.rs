//! The guide to permissions says of each 403 what the table of errors says, and of each operation its action.

use std::path::Path;

use ossmock::{Cause, Operation, Profile};

fn guide() -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/permissions.md");
    std::fs::read_to_string(file).expect("the guide")
}

#[test]
fn the_guide_has_every_action_that_is_not_named_as_its_operation() {
    let rows = Operation::ALL.iter().filter(|operation| {
        operation.is_emulated() && operation.action().strip_prefix("oss:") != Some(operation.name())
    });
    let expected: Vec<String> = rows.map(|it| format!("| `{it}` | `{}` |", it.action())).collect();
    let guide = guide();
    let told: Vec<&str> = guide.lines().filter(|line| line.starts_with("| `") && line.contains("` | `oss:")).collect();
    assert_eq!(told, expected);
    for operation in [Operation::OptionObject, Operation::OptionBucket] {
        assert!(guide.contains(&format!("`{operation}`")), "{operation}");
    }
}

#[test]
fn every_row_of_the_guide_is_a_row_of_the_table_of_errors() {
    let guide = guide();
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
