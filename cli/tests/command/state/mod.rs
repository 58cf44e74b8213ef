//! The state of a server in a folder: what comes back, and what is refused.

mod kill;
mod served;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::thread;
use std::time::Duration;

use ossmock::EXAMPLE_WORLD;

use self::served::{ServedState, command};
use super::shared::new_folder;

const WORLD: &str = "account = [{ name = \"acme\", id = \"1001\", access_key_id = \"Id1\", access_key_secret = \"secret1\", \
                     bucket = [{ name = \"logs\", created = \"2026-11-23T16:05:59Z\" }] }]\n";

fn folder(test: &str) -> PathBuf {
    new_folder("state", test)
}

/// A folder for the files of a test, with this world.
fn with_world(test: &str, world: &str) -> PathBuf {
    let folder = folder(test);
    fs::write(folder.join("world.toml"), world).expect("a world");
    folder
}

/// All files below a folder, with their content and the time they were written.
fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>, std::time::SystemTime)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        if entry.is_dir() {
            found.extend(files(&entry));
        } else {
            let modified = fs::metadata(&entry).and_then(|file| file.modified()).expect("a time");
            found.push((entry.clone(), fs::read(&entry).expect("a file"), modified));
        }
    }
    found.sort();
    found
}

/// Starts a server that must refuse its state; returns the problem.
fn refused(folder: &Path) -> String {
    let ready = folder.join("ready");
    let _ = fs::remove_file(&ready);
    let mut server = command(folder, &[]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs");
    while server.try_wait().expect("a status").is_none() {
        if ready.exists() {
            let _ = server.kill();
            panic!("it takes the state: {:?}", server.wait_with_output());
        }
        thread::sleep(Duration::from_millis(2));
    }
    let output = server.wait_with_output().expect("its output");
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    String::from_utf8(output.stderr).expect("text").replace(&folder.display().to_string(), "HERE")
}

/// Replaces a text in a file of the state, which must be there.
fn replace(file: &Path, old: &str, new: &str) {
    let text = fs::read_to_string(file).expect("the file");
    assert!(text.contains(old), "{text}");
    fs::write(file, text.replacen(old, new, 1)).expect("the file");
}

#[tokio::test]
async fn a_world_comes_back_with_everything_that_a_world_file_has() {
    let folder = with_world("comes-back", EXAMPLE_WORLD);
    let first = ServedState::start(&folder, &["--world", "world.toml"]).await;
    assert!(
        first.out().contains("\nthe world is that of world.toml, and is kept in state from now on\n"),
        "{}",
        first.out()
    );
    let acme = first.client("LTAI5tExampleAcme", "acme-secret");
    let upload = acme.put("scratch", "/big", "x".repeat(100_000)).await;
    assert_eq!(upload, (200, String::new()));
    assert_eq!(acme.put("archive", "/2026", "a version".to_owned()).await.0, 200);
    assert_eq!(acme.put("scratch", "/?encryption", sse("AES256")).await.0, 200);
    let (status, begun) = acme.post("scratch", "/parts?uploads", String::new()).await;
    let id = begun.split_once("<UploadId>").and_then(|(_, rest)| rest.split_once('<')).expect("an id").0;
    assert_eq!(status, 200);
    assert_eq!(acme.put("scratch", &format!("/parts?partNumber=2&uploadId={id}"), "two".to_owned()).await.0, 200);
    let key = r#"{"account": "acme", "key": "key-1", "state": "Disabled"}"#;
    assert_eq!(first.order("POST", "kms/state", key).await, (204, String::new()));
    assert_eq!(first.order("POST", "clock", r#"{"set": "2026-11-24T16:05:59Z"}"#).await.0, 200);
    let (world, clock) = (first.world().await, first.clock().await);
    drop(first.kill());

    for _ in 0..2 {
        let next = ServedState::start(&folder, &["--world", "world.toml"]).await;
        let line = "\nthe world is the one that state has kept; world.toml is for resets only\n";
        assert!(next.out().contains(line), "{}", next.out());
        assert_eq!((next.world().await, next.clock().await), (world.clone(), clock.clone()));
        assert_eq!(next.end(), (Some(0), String::new()));
    }
    let next = ServedState::start(&folder, &[]).await;
    assert!(next.out().contains("\nthe world is the one that state has kept\n"), "{}", next.out());
    assert_eq!(next.world().await, world);
}

fn sse(algorithm: &str) -> String {
    format!(
        "<ServerSideEncryptionRule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>{algorithm}</SSEAlgorithm>\
         </ApplyServerSideEncryptionByDefault></ServerSideEncryptionRule>"
    )
}

#[tokio::test]
async fn only_changes_write_and_data_that_nothing_has_is_removed() {
    let folder = with_world("writes", WORLD);
    let state = folder.join("state");
    let served = ServedState::start(&folder, &["--world", "world.toml"]).await;
    let acme = served.client("Id1", "secret1");
    for (key, body) in [("/a", "one"), ("/b", "one"), ("/c", "two")] {
        assert_eq!(acme.put("logs", key, body.to_owned()).await.0, 200);
    }
    let before = files(&state);
    let data = |files: &[(PathBuf, Vec<u8>, _)]| {
        files.iter().filter(|(file, ..)| file.starts_with(state.join("data"))).count()
    };
    assert_eq!(data(&before), 2, "one file for what two objects have");
    for path in ["/a", "/", "/?acl", "/nothing"] {
        acme.get("logs", path).await;
    }
    // Neither is a refused call a change, nor an order that only asks or is not about the world.
    assert_eq!(acme.put("not-there", "/a", String::new()).await.0, 404);
    assert_eq!(served.order("GET", "world", "").await.0, 200);
    assert_eq!(served.order("PUT", "snapshots?name=a", "").await.0, 204);
    assert!(files(&state) == before, "reads write nothing");

    assert_eq!(acme.delete("logs", "/a").await.0, 204);
    assert_eq!(data(&files(&state)), 2);
    assert_eq!(acme.put("logs", "/b", "two".to_owned()).await.0, 200);
    assert_eq!(data(&files(&state)), 1);
    // The journal of changes is bounded by the world.
    let long = "x".repeat(200);
    for number in 0..1_500 {
        let tags = format!("{{\"tags\": {{\"long\": \"{long}{number:04}\"}}}}");
        assert_eq!(served.order("POST", "settings?bucket=logs", &tags).await.0, 200);
    }
    let length = fs::metadata(state.join("world.log")).expect("the file").len();
    assert!(length < 1_100_000, "{length}");
    assert_eq!(served.end(), (Some(0), String::new()));
}

#[tokio::test]
async fn a_reset_goes_back_to_the_world_file_whatever_was_kept() {
    let folder = with_world("reset", WORLD);
    let served = ServedState::start(&folder, &["--world", "world.toml"]).await;
    let start = served.world().await;
    assert_eq!(served.client("Id1", "secret1").put("logs", "/a", "one".to_owned()).await.0, 200);
    drop(served.kill());
    let served = ServedState::start(&folder, &["--world", "world.toml"]).await;
    assert_ne!(served.world().await, start);
    assert_eq!(served.order("POST", "reset", "").await.0, 204);
    assert_eq!(served.world().await, start);
    drop(served.kill());
    let served = ServedState::start(&folder, &[]).await;
    assert_eq!(served.world().await, start, "the reset was kept");
}

#[tokio::test]
async fn flags_of_a_run_count_in_it() {
    let folder = with_world("flags", WORLD);
    let served = ServedState::start(&folder, &["--world", "world.toml", "--max-buckets", "1"]).await;
    let acme = served.client("Id1", "secret1");
    assert_eq!(acme.put("logs-2", "/", String::new()).await.0, 400);
    drop(served.kill());
    let served = ServedState::start(&folder, &["--region", "cn-beijing"]).await;
    let acme = served.client("Id1", "secret1");
    assert_eq!(acme.put("logs-2", "/", String::new()).await.0, 200);
    let world = served.world().await;
    assert!(world.contains("\"region\":\"cn-beijing\"") && world.contains("logs-2"), "{world}");
}

#[tokio::test]
async fn a_folder_is_for_one_server() {
    let folder = with_world("one", WORLD);
    let served = ServedState::start(&folder, &["--world", "world.toml"]).await;
    assert_eq!(
        refused(&folder),
        "--state: state: another server keeps its state here: end it, or give each server a folder of its own\n"
    );
    drop(served.kill());
    assert_eq!(ServedState::start(&folder, &[]).await.end(), (Some(0), String::new()));
}

#[tokio::test]
async fn what_is_damaged_is_refused_or_said_to_be_lost() {
    let folder = with_world("damaged", WORLD);
    let served = ServedState::start(&folder, &["--world", "world.toml"]).await;
    let acme = served.client("Id1", "secret1");
    for (key, body) in [("/a", "hello"), ("/b", "other")] {
        assert_eq!(acme.put("logs", key, body.to_owned()).await.0, 200);
    }
    drop(served.kill());
    let file = folder.join("state/world.log");
    let whole = fs::read(&file).expect("the file");
    let todo = "put the file of a backup in its place, or start with another folder\n";

    replace(&file, "\"ossmock_state\":1", "\"ossmock_state\":2");
    let other = "this is version 2 of the format, and this ossmock reads version 1: use the ossmock that wrote it\n";
    assert_eq!(refused(&folder), format!("--state: state/world.log: {other}"));
    for wrong in ["", "[]\n", "not a state\n"] {
        fs::write(&file, wrong).expect("the file");
        let problem = "its first line does not say that it is a state of ossmock";
        assert_eq!(refused(&folder), format!("--state: state/world.log: {problem}: {todo}"));
    }
    fs::write(&file, &whole).expect("the file");
    replace(&file, "acme", "acne");
    assert_eq!(
        refused(&folder),
        format!("--state: state/world.log: line 3: its checksum is wrong, or a line before it is missing: {todo}")
    );
    fs::write(&file, &whole).expect("the file");
    let lines: Vec<&[u8]> = whole.split_inclusive(|byte| *byte == b'\n').collect();
    fs::write(&file, [&lines[..2], &lines[3..]].concat().concat()).expect("the file");
    let missing = "line 3: its checksum is wrong, or a line before it is missing";
    assert_eq!(refused(&folder), format!("--state: state/world.log: {missing}: {todo}"));
    // What was written at once is there as a whole, or it was cut off.
    for end in [lines[0].len(), lines[0].len() + 1, lines[..3].concat().len() - 1] {
        fs::write(&file, &whole[..end]).expect("the file");
        assert_eq!(refused(&folder), format!("--state: state/world.log: it was cut off: {todo}"), "{end}");
    }
    fs::remove_file(&file).expect("the file");
    let problem = "it is not there, but its data is: put it back, or remove state/data as well\n";
    assert_eq!(refused(&folder), format!("--state: state/world.log: {problem}"));

    // Half a line at the end was never acknowledged.
    fs::write(&file, [&whole, &b"0123456789abcdef {\"is\":{\"00000000 logs 5"[..]].concat()).expect("the file");
    let served = ServedState::start(&folder, &[]).await;
    let torn = "warning: lost: the last change in state/world.log: line ";
    assert!(served.out().contains(torn), "{}", served.out());
    let acme = served.client("Id1", "secret1");
    assert_eq!(acme.get("logs", "/a").await, (200, "hello".to_owned()));
    assert_eq!(acme.put("logs", "/c", "hello".to_owned()).await.0, 200);
    assert_eq!(served.end(), (Some(0), String::new()));

    // The SHA-256 of `hello` and of `other`.
    let hello = folder.join("state/data/2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
    let other = folder.join("state/data/d9298a10d1b0735837dc4bd85dac641b0f3cef27a47e5d53a54f2f3f5b2fcffa");
    fs::remove_file(&hello).expect("the data");
    fs::write(&other, "wrong").expect("the data");
    let served = ServedState::start(&folder, &[]).await;
    let lost: Vec<String> =
        served.out().lines().filter(|line| line.starts_with("warning: lost: ")).map(str::to_owned).collect();
    let line = |key: &str, file: &Path, why: &str| {
        let file = file.strip_prefix(&folder).expect("below it").display();
        format!("warning: lost: bucket `logs`, key = \"{key}\", version = \"null\": {file}: {why}")
    };
    let gone = "No such file or directory (os error 2)";
    let expected =
        [line("a", &hello, gone), line("b", &other, "its content is not that of its name"), line("c", &hello, gone)];
    assert_eq!(lost, expected);
    let acme = served.client("Id1", "secret1");
    for key in ["/a", "/b", "/c"] {
        assert_eq!(acme.get("logs", key).await.0, 404);
    }
    // What took their places is read back.
    for key in ["/a", "/b"] {
        assert_eq!(acme.put("logs", key, "hello".to_owned()).await.0, 200);
    }
    drop(served.kill());
    let served = ServedState::start(&folder, &[]).await;
    assert!(!served.out().contains("warning"), "{}", served.out());
    assert_eq!(served.client("Id1", "secret1").get("logs", "/b").await, (200, "hello".to_owned()));
}

#[tokio::test]
async fn a_change_that_cannot_be_kept_is_not_acknowledged() {
    let folder = with_world("full", WORLD);
    let served = ServedState::start(&folder, &["--world", "world.toml"]).await;
    let acme = served.client("Id1", "secret1");
    assert_eq!(acme.put("logs", "/a", "one".to_owned()).await.0, 200);
    let (state, aside) = (folder.join("state"), folder.join("aside"));
    fs::rename(&state, &aside).expect("the folder");
    fs::write(&state, "no folder").expect("a file");
    let problem = "the state state is not kept: state/lock: it is not the file of this server any more";
    for _ in 0..2 {
        let (status, text) = acme.put("logs", "/b", "two".to_owned()).await;
        assert!(
            status == 500 && text.contains("<Code>InternalError</Code>") && text.contains(problem),
            "{status} {text}"
        );
    }
    let (status, text) = served.order("POST", "settings?bucket=logs", r#"{"tags": {"a": "b"}}"#).await;
    assert!(status == 500 && text.starts_with(&format!("{{\"problem\":\"{problem}")), "{status} {text}");
    // Reads are answered, so that the world can be saved.
    assert_eq!(acme.get("logs", "/b").await, (200, "two".to_owned()));
    assert_eq!(served.order("GET", "world", "").await.0, 200);

    // A folder that was put in its place may be that of another server.
    fs::remove_file(&state).expect("the file");
    fs::create_dir(&state).expect("an empty folder");
    assert_eq!(acme.put("logs", "/b", "two".to_owned()).await.0, 500);
    fs::remove_dir(&state).expect("it is empty");
    fs::rename(&aside, &state).expect("the folder");
    assert_eq!(acme.put("logs", "/c", "three".to_owned()).await.0, 200, "all is written again");
    fs::rename(&state, folder.join("second")).expect("the folder");
    fs::write(&state, "no folder").expect("a file");
    assert_eq!(acme.put("logs", "/d", "four".to_owned()).await.0, 500);
    let (code, log) = served.end();
    assert_eq!(code, Some(1), "{log}");
    let lines: Vec<&str> = log.lines().collect();
    assert!(lines.len() == 3 && lines[1] == "the state state is kept again", "{log}");
    assert!([lines[0], lines[2]].iter().all(|line| line.starts_with(&format!("error: {problem}"))), "{log}");

    fs::remove_file(&state).expect("the file");
    fs::rename(folder.join("second"), &state).expect("the folder");
    let served = ServedState::start(&folder, &[]).await;
    let acme = served.client("Id1", "secret1");
    for (key, body) in [("/a", "one"), ("/b", "two"), ("/c", "three")] {
        assert_eq!(acme.get("logs", key).await, (200, body.to_owned()));
    }
    assert_eq!(acme.get("logs", "/d").await.0, 404, "it was not acknowledged");
}

#[tokio::test]
async fn a_call_that_was_not_kept_is_shown_as_it_was_answered() {
    let folder = with_world("answered", WORLD);
    let arguments = ["--world", "world.toml", "--journal", "journal.jsonl", "--journal-bodies", "4096"];
    let served = ServedState::start(&folder, &arguments).await;
    let acme = served.client("Id1", "secret1");
    assert_eq!(acme.put("logs", "/a", "one".to_owned()).await.0, 200);
    fs::rename(folder.join("state"), folder.join("aside")).expect("the folder");
    let (status, answer) = acme.put("logs", "/b", "two".to_owned()).await;
    assert_eq!(status, 500);
    let problem = "the state state is not kept: state/lock: it is not the file of this server any more";
    let shown = |record: &serde_json::Value| {
        assert_eq!(
            (&record["status"], &record["outcome"], &record["code"]),
            (&500.into(), &"refused".into(), &"InternalError".into())
        );
        assert_eq!((record["message"].as_str(), record["ec"].as_str()), (Some(problem), None));
        assert_eq!(record["number"], 2);
    };
    let (_, text) = served.order("GET", "journal?key=b", "").await;
    let journal: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let record = &journal["records"][0];
    shown(record);
    assert_eq!(
        (record["bodies"]["request"]["text"].as_str(), record["bodies"]["answer"]["text"].as_str()),
        (Some("two"), Some(&*answer))
    );
    // The file has the call a second time, as the first line was written before the folder had the change.
    fs::rename(folder.join("aside"), folder.join("state")).expect("the folder");
    assert_eq!(served.end().0, Some(0));
    let lines = fs::read_to_string(folder.join("journal.jsonl")).expect("the journal");
    let lines: Vec<serde_json::Value> = lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(lines.iter().map(|line| line["status"].as_u64()).collect::<Vec<_>>(), [Some(200), Some(200), Some(500)]);
    shown(&lines[2]);
}

#[tokio::test]
async fn ids_do_not_come_a_second_time_after_a_restart() {
    let folder = with_world("ids", WORLD);
    let between = |text: &str, start: &str, end: &str| {
        let rest = text.split_once(start).unwrap_or_else(|| panic!("no {start} in {text}")).1;
        rest.split_once(end).expect("an end").0.to_owned()
    };
    let mut seen = std::collections::BTreeSet::new();
    for run in 0..3 {
        let served = ServedState::start(&folder, &["--world", "world.toml"]).await;
        let acme = served.client("Id1", "secret1");
        if run == 0 {
            assert_eq!(served.order("POST", "clock", r#"{"set": "2026-11-24T16:05:59Z"}"#).await.0, 200);
            let settings = r#"{"versioning": "Enabled"}"#;
            assert_eq!(served.order("POST", "settings?bucket=logs", settings).await.0, 200);
        }
        assert_eq!(acme.put("logs", "/a", "one".to_owned()).await.0, 200);
        let (_, versions) = acme.get("logs", "/?versions").await;
        let version = between(&versions, "<VersionId>", "</VersionId>");
        assert_eq!(acme.delete("logs", &format!("/a?versionId={version}")).await.0, 204);
        let (_, begun) = acme.post("logs", "/b?uploads", String::new()).await;
        let upload = between(&begun, "<UploadId>", "</UploadId>");
        assert_eq!(acme.delete("logs", &format!("/b?uploadId={upload}")).await.0, 204);
        let (_, absent) = acme.get("logs", "/absent").await;
        let request = between(&absent, "<RequestId>", "</RequestId>");
        // The ids of retention policies are generated as those of AccessKeys are.
        let policy =
            "<InitiateWormConfiguration><RetentionPeriodInDays>1</RetentionPeriodInDays></InitiateWormConfiguration>";
        let name = format!("locked-{run}");
        assert_eq!(acme.put(&name, "/", String::new()).await.0, 200);
        assert_eq!(acme.post(&name, "/?worm", policy.to_owned()).await.0, 200);
        let worm = between(&acme.get(&name, "/?worm").await.1, "<WormId>", "</WormId>");
        assert_eq!(acme.delete(&name, "/?worm").await.0, 204);
        for id in [
            format!("version {version}"),
            format!("upload {upload}"),
            format!("request {request}"),
            format!("worm {worm}"),
        ] {
            assert!(seen.insert(id.clone()), "{id} came before: {seen:?}");
        }
        drop(served.kill());
    }
}

#[tokio::test]
async fn lines_that_are_missing_at_the_end_are_said_to_be_lost() {
    let folder = with_world("short", WORLD);
    let served = ServedState::start(&folder, &["--world", "world.toml"]).await;
    let acme = served.client("Id1", "secret1");
    for key in ["/a", "/b", "/c"] {
        assert_eq!(acme.put("logs", key, "one".to_owned()).await.0, 200);
    }
    drop(served.kill());
    let file = folder.join("state/world.log");
    let whole = fs::read_to_string(&file).expect("the file");
    let lines: Vec<&str> = whole.split_inclusive('\n').collect();
    fs::write(&file, lines[..lines.len() - 2].concat()).expect("the file");
    let served = ServedState::start(&folder, &[]).await;
    let (found, written) = (lines.len() - 2, lines.len());
    let lost = format!(
        "warning: lost: the last changes in state/world.log: it has {found} lines, and {written} were written\n"
    );
    assert!(served.out().contains(&lost), "{}", served.out());
    let acme = served.client("Id1", "secret1");
    let read = [acme.get("logs", "/a").await.0, acme.get("logs", "/c").await.0];
    assert_eq!(read, [200, 404]);
    assert_eq!(acme.put("logs", "/c", "two".to_owned()).await.0, 200);
    drop(served.kill());
    let served = ServedState::start(&folder, &[]).await;
    assert!(!served.out().contains("warning"), "{}", served.out());
}

#[cfg(unix)]
#[tokio::test]
async fn a_folder_to_which_others_may_write_is_refused() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = with_world("open", WORLD);
    let state = folder.join("state");
    fs::create_dir(&state).expect("a folder");
    let set = |mode| fs::set_permissions(&state, fs::Permissions::from_mode(mode)).expect("a mode");
    for mode in [0o777, 0o770, 0o707, 0o1777] {
        set(mode);
        let problem = "other users may write to it, and it is to have secrets: `chmod 700 state`, or name a folder in it, which is created";
        assert_eq!(refused(&folder), format!("--state: state: {problem}\n"), "{mode:o}");
        assert!(files(&state).is_empty());
    }
    // Its files can be read by this user only.
    set(0o755);
    let served = ServedState::start(&folder, &["--world", "world.toml"]).await;
    assert_eq!(served.end(), (Some(0), String::new()));
}

#[cfg(unix)]
#[tokio::test]
async fn it_is_for_this_user_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = with_world("private", WORLD);
    let served = ServedState::start(&folder, &["--world", "world.toml"]).await;
    assert_eq!(served.client("Id1", "secret1").put("logs", "/a", "one".to_owned()).await.0, 200);
    let mode = |path: &Path| fs::metadata(path).expect("it is there").permissions().mode() & 0o777;
    assert_eq!((mode(&folder.join("state")), mode(&folder.join("state/data"))), (0o700, 0o700));
    for (file, ..) in files(&folder.join("state")) {
        assert_eq!(mode(&file), 0o600, "{}", file.display());
    }
}
