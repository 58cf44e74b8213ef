#![cfg_attr(docsrs, feature(doc_cfg))]
// Links of the README to pages of the repository lead to this documentation instead. The first definition of a link counts.
#![doc = "[behaviours]: Provenance\n[clients]: guide::clients\n[contracts]: guide::contracts"]
#![doc = "[permissions]: guide::permissions\n[recipes]: guide::recipes"]
#![cfg_attr(feature = "control", doc = "[control]: Control")]
#![doc = ""]
#![doc = include_str!("../README.md")]
#![doc = include_str!("items.md")]

// The rooms, in the order of their allowed dependencies; see ARCHITECTURE.md.
mod auth;
mod check;
mod error;
mod explain;
mod fault;
#[cfg(feature = "fixtures")]
pub mod fixture;
mod handle;
mod journal;
mod mount;
mod op;
mod oss;
mod policy;
mod wire;
mod world;
#[cfg(feature = "world-file")]
mod world_file;

pub use {bytes, http};

pub use auth::{Caller, Credentials, Difference, PostForm, PostPolicy, SignatureMismatch, SignatureVersion, Signer};
pub use check::{
    Anonymous, Change, DenyUnexpected, Diff, Expectation, Fault, FaultBuilder, InterceptBuilder, Snapshot, WaitFor,
};
pub use error::{Assumption, Cause, ColumnProvenance, Profile, Provenance};
pub use explain::{Question, QuestionError, Warning};
pub use fault::{Cut, Disruption, Latency};
pub use handle::{
    AccessKey, Account, Bucket, CloudBox, Group, Identity, KmsKey, Ledger, Object, ObjectVersion, RamUser, Role,
    RoleSession, Sts, Upload, UploadPart,
};
pub use journal::{CallPattern, HonestyReport, Journal, Record, Who, any_call, call};
pub use op::{Level, Operation, UnknownParameters};
pub use oss::{Admitted, Builder, Clock, Oss};
pub use policy::{
    Acl, BucketPolicy, BucketPolicyError, CheckedCondition, Clause, Considered, Decision, Denial, DiagnosticError,
    Document, Effect, Explanation, Grant, Missing, PolicyError, Reason, Source, Standing,
};
pub use wire::Peer;
pub use world::{
    DataEncryption, EncryptionRule, KmsAction, KmsCall, KmsKeyId, KmsKeyState, KmsService, NotReplicated,
    ObjectEncryption, ObjectType, Payer, Redundancy, Replicated, Replication, ReplicationAction, ReplicationDeed,
    ReplicationRule, ReplicationStatus, ReplicationStep, StorageClass, Versioning,
};
#[cfg(feature = "world-file")]
pub use world_file::{EXAMPLE_WORLD, WorldError};

#[cfg(feature = "control")]
pub use mount::control::Control;
#[cfg(feature = "server")]
pub use mount::mutants::{Mutant, Mutation, MutationReport, PermissionMutants, Reaction, permission_mutants};
#[cfg(feature = "server")]
pub use mount::native::{NativeServer, NativeServerBuilder};
#[cfg(feature = "tls")]
pub use mount::tls::{Tls, TlsError};
#[cfg(feature = "wiremock")]
pub use mount::wiremock::{OssServer, OssServerBuilder};

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
