//! An in-process fake of Alibaba Cloud OSS for integration tests.
//!
//! It keeps buckets, objects, encryption rules, KMS keys and RAM permissions in memory, verifies real signatures, and answers
//! as OSS does. When it refuses a request, it says why.
//!
//! ```
//! use ossmock::http::Request;
//! use ossmock::{Denial, EncryptionRule, Operation, Oss};
//!
//! let oss = Oss::new();
//! let acme = oss.create_account("acme");
//! let logs = acme.create_bucket("logs").set_encryption(EncryptionRule::Aes256);
//! let ci = acme.create_ram_user("ci").allow("oss:Get*", &logs.arn());
//!
//! // This request stands for your code. With a real client, start an `OssServer` and give the client its `uri()`.
//! let request = Request::delete("http://logs.localhost/?encryption").body("".into())?;
//! let response = oss.handle(oss.signer(&ci.credentials()).sign(request));
//!
//! assert_eq!(response.status(), 403);
//! ci.assert_denied(Operation::DeleteBucketEncryption, Denial::Implicit);
//! logs.assert_encryption(EncryptionRule::Aes256);
//! # Ok::<(), ossmock::http::Error>(())
//! ```
//!
//! A failed assertion points at your line and ends with the journal of calls. For each denied call, the journal names the
//! missing permission.
//! `examples/rust` in the repository is a small crate of a client and its tests, to copy from.
//!
//! The examples here use the crates `http` and `bytes`; [`ossmock::http`](http) and [`ossmock::bytes`](bytes) are the same.
//!
//! # Items by task
//!
//! | task | items |
//! |---|---|
//! | create a fake | [`Oss`], [`Builder`], [`Profile`], [`UnknownParameters`](honesty::UnknownParameters) |
//! | arrange and read back | [`Account`], [`Bucket`], [`Payer`](settings::Payer), [`Cors`](settings::Cors), [`HttpsConfig`](settings::HttpsConfig), [`OverwriteRule`](settings::OverwriteRule), [`Worm`](settings::Worm), [`Object`], [`Upload`](object::Upload), [`CloudBox`](account::CloudBox), [`KmsKey`], [`EncryptionRule`], [`ReplicationRule`](replication::ReplicationRule) |
//! | grant permissions | [`RamUser`], [`Group`](account::Group), [`Role`], [`RoleSession`], [`SessionCredentials`](account::SessionCredentials), [`Document`](policy::Document), [`BucketPolicy`](policy::BucketPolicy), [`Acl`](policy::Acl) |
//! | sign without a client | [`Signer`], [`Credentials`], [`PostPolicy`](signature::PostPolicy), [`PostForm`](signature::PostForm) |
//! | expect calls and wait for them | [`call`], [`any_call`](expect::any_call), [`CallPattern`](expect::CallPattern), [`Expectation`](expect::Expectation), [`DenyUnexpected`](expect::DenyUnexpected) |
//! | inject faults | [`FaultBuilder`](fault::FaultBuilder), [`InterceptBuilder`](fault::InterceptBuilder), [`Fault`](fault::Fault), [`Latency`](fault::Latency), [`Disruption`](fault::Disruption) |
//! | inspect calls and the reasons of refusals | [`Journal`], [`Record`], [`Cause`], [`Decision`], [`Explanation`](policy::Explanation), [`SignatureMismatch`](signature::SignatureMismatch) |
//! | find out why a page of another origin fails | [`Bucket::explain_cors`], [`Record::cors`], [`CorsOutcome`](settings::CorsOutcome) |
//! | explain a permission decision | [`Oss::explain`], [`Question`](policy::Question) |
//! | find out why an object cannot be deleted | [`Object::retention`], [`Retention`](settings::Retention) |
//! | find likely mistakes in policies and rules | [`Oss::warnings`], [`Warning`](policy::Warning) |
//! | replicate, and see what was not replicated | [`Oss::replicate`], [`ReplicationReport`](replication::ReplicationReport), [`ReplicationError`](replication::ReplicationError) |
//! | list the objects of a bucket as inventories do | [`Inventory`](inventory::Inventory), [`InventoryList`](inventory::InventoryList) |
//! | do what is due by the clock | [`Oss::run_due`], [`Oss::next_due`], [`DueReport`](due::DueReport), [`DueAction`](due::DueAction) |
//! | count calls to KMS | [`KmsLedger`](kms::KmsLedger), [`KmsCall`](kms::KmsCall), [`KmsRefusal`](kms::KmsRefusal) |
//! | compare states of a fake | [`Snapshot`], [`Diff`](snapshot::Diff), [`Change`](snapshot::Change) |
//! | control the clock | [`Clock`] |
//! | keep the world of a server between runs | `state::StateDir` (feature `state`) |
//! | review assumptions | [`HonestyReport`](honesty::HonestyReport), [`Assumption`](honesty::Assumption), [`Provenance`](honesty::Provenance), [`ColumnProvenance`](honesty::ColumnProvenance) |
//!
//! The [guides](guide) are [recipes](guide::recipes), [permissions](guide::permissions), [clients](guide::clients) and
//! [contract cases](guide::contracts).
//!
//! # Features
//!
//! | feature | brings |
//! |---|---|
//! | `wiremock` (default) | `OssServer`: a server in the test's process, beside stubs of wiremock |
//! | `server` | `NativeServer`: a server with its own listener; the module `mutants` |
//! | `control` | the control plane and the inspector of a `NativeServer`; enables `server` and `world-file` |
//! | `state` | a folder that keeps the world of a `NativeServer`: the module `state`; enables `server` and `world-file` |
//! | `tls` | HTTPS for a `NativeServer`; enables `server` |
//! | `world-file` | world files in TOML; `Serialize` and `Deserialize` of a [`Snapshot`] |
//! | `fixtures` | contract cases: the module `fixture`; enables `world-file` |
//!
//! Without features, the crate is [`Oss`] with [`Oss::handle`], without sockets and without async.
#![cfg_attr(docsrs, feature(doc_cfg))]

// The rooms, in the order of their allowed dependencies; see ARCHITECTURE.md.
mod auth;
mod check;
mod effect;
mod error;
mod explain;
#[cfg(feature = "fixtures")]
pub mod fixture;
mod handle;
mod journal;
mod mount;
mod op;
mod oss;
mod ram;
mod wire;
mod world;
#[cfg(feature = "world-file")]
mod world_file;

pub use {bytes, http};

pub use auth::{Credentials, Signer};
pub use check::Snapshot;
pub use error::{Cause, Profile};
pub use handle::{Account, Bucket, KmsKey, Object, RamUser, Role, RoleSession};
pub use journal::{Journal, Record, call};
#[cfg(feature = "server")]
pub use mount::native::{NativeServer, NativeServerBuilder};
#[cfg(feature = "wiremock")]
pub use mount::wiremock::{OssServer, OssServerBuilder};
pub use op::Operation;
pub use oss::{Builder, Clock, Oss};
pub use ram::{Decision, Denial};
pub use wire::Peer;
pub use world::EncryptionRule;

#[cfg(feature = "world-file")]
pub use world_file::EXAMPLE_WORLD;

/// The parts of accounts that are used less often: AccessKeys, groups, CloudBoxes.
pub mod account {
    pub use crate::handle::{AccessKey, CloudBox, Group, SessionCredentials};
}

/// The settings of buckets.
pub mod settings {
    pub use crate::ram::RefererRules;
    pub use crate::world::{
        CipherSuites, Cors, CorsMethod, CorsOutcome, CorsRule, DataEncryption, HttpsConfig, LifecycleRule, LogFields,
        Logging, OverwriteRule, Payer, RedirectType, Redundancy, Retention, RoutingRule, StorageClass, SubDirs,
        TlsVersion, Versioning, Website, Worm, WormState,
    };
}

/// The parts of objects: versions, open uploads, and how an object is stored.
pub mod object {
    pub use crate::handle::{ObjectVersion, Upload, UploadPart};
    pub use crate::world::{ObjectEncryption, ObjectType};
}

/// Policies and ACLs, the decisions they lead to, and questions about them.
pub mod policy {
    pub use crate::auth::Caller;
    pub use crate::explain::{Question, QuestionError, Warning};
    pub use crate::handle::Identity;
    pub use crate::op::ResourceKind;
    pub use crate::ram::{
        Acl, BucketPolicy, BucketPolicyError, CallerRelation, CheckedCondition, DiagnosticError, Document, Effect,
        Explanation, Grant, MissingPermission, PolicyError, Reason, RefererDenial, Source, StatementCheck,
        StatementRef,
    };
}

/// KMS: keys, their states, and the ledger of calls.
pub mod kms {
    pub use crate::handle::KmsLedger;
    pub use crate::world::{KmsAction, KmsCall, KmsKeyId, KmsKeyState, KmsRefusal, KmsService};
}

/// Inventories: lists of the objects of a bucket.
pub mod inventory {
    pub use crate::handle::{InventoryList, InventoryRow};
    pub use crate::world::{Inventory, InventoryField, InventoryFrequency};
}

/// The replication of objects to another bucket.
pub mod replication {
    pub use crate::world::{
        NotReplicated, Replication, ReplicationAction, ReplicationError, ReplicationReport, ReplicationResult,
        ReplicationRule, ReplicationStatus, ReplicationStep,
    };
}

/// Access logs of buckets: their lines, as text and as values.
pub mod access_log {
    pub use crate::world::{AccessLog, AccessLogError, AccessLogLine};
}

/// The work of OSS that is due by the clock, and the reports of it.
pub mod due {
    pub use crate::world::{
        DueAction, DueKind, DueReport, DueStep, LifecycleForecast, NextDue, NotWritten, RoleRefusal,
    };
}

/// Signatures of requests and of forms, and the differences found in a wrong one.
pub mod signature {
    pub use crate::auth::{Difference, PostForm, PostPolicy, SignatureMismatch, SignatureVersion};
}

/// Calls that a test expects, forbids or waits for.
pub mod expect {
    pub use crate::check::{Anonymous, DenyUnexpected, Expectation, WaitFor};
    pub use crate::journal::{CallPattern, CallerPattern, any_call};
}

/// Faults: errors, latency and broken answers for selected calls.
pub mod fault {
    pub use crate::check::{Fault, FaultBuilder, InterceptBuilder};
    pub use crate::effect::{BodyFault, Disruption, Latency};
}

/// Snapshots of a world, the differences between two, and the errors of world files.
pub mod snapshot {
    pub use crate::check::{Change, Diff};
    #[cfg(feature = "world-file")]
    pub use crate::world_file::WorldError;
}

/// The sources of answers: what is documented, observed or assumed, and what was ignored.
pub mod honesty {
    pub use crate::error::{Assumption, ColumnProvenance, Provenance};
    pub use crate::journal::HonestyReport;
    pub use crate::op::UnknownParameters;
}

/// The parts of servers: TLS, and a request between its head and its body, for a front of your own.
pub mod front {
    #[cfg(feature = "tls")]
    pub use crate::mount::tls::{Tls, TlsError};
    pub use crate::oss::Admitted;
    pub use crate::wire::{HostName, HostNameError};

    /// The crate `wiremock`, in the version that [`OssServer`](crate::OssServer) uses.
    #[cfg(feature = "wiremock")]
    pub use wiremock;
}

/// The control plane of a server, which takes orders over HTTP.
#[cfg(feature = "control")]
pub mod control {
    pub use crate::mount::control::Control;
}

/// The state of a server in a folder, which the next server continues.
#[cfg(feature = "state")]
pub mod state {
    pub use crate::mount::state::{StateDir, StateError, StateKeeper};
}

/// Runs of code against copies of the world that each lack one permission.
#[cfg(feature = "server")]
pub mod mutants {
    pub use crate::mount::mutants::{
        ClientReaction, Mutant, Mutation, MutationReport, PermissionMutants, permission_mutants,
    };
}

/// Guides to permissions, recipes, the setup of clients, and contracts. They exist in the documentation only.
#[cfg(any(doc, doctest))]
pub mod guide {
    #[doc = include_str!("../docs/permissions.md")]
    pub mod permissions {}

    #[doc = include_str!("../docs/recipes.md")]
    pub mod recipes {}

    #[doc = include_str!("../docs/clients.md")]
    pub mod clients {}

    #[doc = include_str!("../docs/contracts.md")]
    pub mod contracts {}
}

/// The pages of the repository whose examples run as tests.
#[cfg(doctest)]
mod pages {
    #[doc = include_str!("../docs/parallel-tests.md")]
    mod parallel_tests {}

    #[doc = include_str!("../docs/programs.md")]
    mod programs {}

    #[doc = include_str!("../docs/time.md")]
    mod time {}
}
