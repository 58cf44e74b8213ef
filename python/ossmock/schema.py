"""The types of the control plane, written from its description by `tests/test_schema.py`; do not edit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypedDict

if TYPE_CHECKING:
    from typing_extensions import NotRequired


class World(TypedDict):
    """A world file, as JSON. What is absent is as it is by default."""

    version: NotRequired[Literal[1]]
    region: NotRequired[str]
    allow_public_buckets: NotRequired[bool]
    max_buckets: NotRequired[int]
    account: NotRequired[list[Account]]


class Account(TypedDict):
    """An account owns buckets, RAM users, groups and roles. There is one of each name."""

    name: str
    id: NotRequired[str]
    access_key_id: NotRequired[str]
    access_key_secret: NotRequired[str]
    access_key_disabled: NotRequired[bool]
    access_key_sources: NotRequired[list[str]]
    forbid_v1: NotRequired[bool]
    suspended: NotRequired[bool]
    block_public_access: NotRequired[bool]
    resource_group: NotRequired[list[str]]
    bucket: NotRequired[list[Bucket]]
    ram_user: NotRequired[list[RamUser]]
    group: NotRequired[list[Group]]
    role: NotRequired[list[Role]]
    session: NotRequired[list[Session]]
    kms: NotRequired[Literal['enabled', 'not-enabled', 'not-offered', 'in-debt', 'in-debt-overdue']]
    kms_key: NotRequired[list[KmsKey]]
    cloudbox: NotRequired[list[CloudBox]]


class BucketReferer(TypedDict):
    """The referer rules (hotlink protection); every request passes if absent."""

    allow_empty: NotRequired[bool]
    truncate_query: NotRequired[bool]
    truncate_path: NotRequired[bool]
    allowed: NotRequired[list[str]]
    denied: NotRequired[list[str]]


class BucketWebsite(TypedDict):
    """The static website; none if absent."""

    index: NotRequired[str]
    sub_dirs: NotRequired[Literal['redirect', 'no_such_key', 'index']]
    error: NotRequired[str]
    error_status: NotRequired[Literal[200, 404]]
    rules: NotRequired[list[dict[str, Any]]]
    lua_script: NotRequired[str]


class BucketLifecycle(TypedDict):
    """The lifecycle rules."""

    done_until: NotRequired[str]
    rule: list[LifecycleRule]


class BucketHttpsConfigCipherSuites(TypedDict):
    """The cipher suites, which are stored and returned."""

    strong: NotRequired[bool]
    custom: NotRequired[list[str]]
    tls13_custom: NotRequired[list[str]]


class BucketHttpsConfig(TypedDict):
    """The TLS versions and cipher suites that clients of the bucket may use."""

    tls_versions: NotRequired[list[Literal['TLSv1.0', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3']]]
    cipher_suites: NotRequired[BucketHttpsConfigCipherSuites]


class BucketLogging(TypedDict):
    """The target of the access log of the bucket; off if absent."""

    target: str
    prefix: NotRequired[str]
    role: NotRequired[str]


class BucketUserDefinedLogFields(TypedDict):
    """The headers and parameters that the real-time log adds, six at most, which are stored and returned."""

    headers: NotRequired[list[str]]
    parameters: NotRequired[list[str]]


class BucketOverwriteConfig(TypedDict):
    """An object of the control plane."""

    id: str
    prefix: NotRequired[str]
    suffix: NotRequired[str]
    principals: NotRequired[list[str]]


class BucketWorm(TypedDict):
    """The retention policy: objects can be neither deleted nor overwritten until so many days after their last modification. One that is not locked within 24 hours of its creation expires. None if absent."""

    id: str
    state: Literal['InProgress', 'Locked']
    days: int
    created: str


class Bucket(TypedDict):
    """A bucket. Names are unique over all accounts."""

    name: str
    region: NotRequired[str]
    cloudbox: NotRequired[str]
    acl: NotRequired[Literal['private', 'public-read', 'public-read-write']]
    storage_class: NotRequired[Literal['Standard', 'IA', 'Archive', 'ColdArchive', 'DeepColdArchive']]
    redundancy: NotRequired[Literal['LRS', 'ZRS']]
    resource_group: NotRequired[str]
    cname: NotRequired[list[str | dict[str, Any]]]
    created: NotRequired[str]
    encryption: NotRequired[Encryption]
    policy: NotRequired[str | dict[str, Any]]
    block_public_access: NotRequired[bool]
    tags: NotRequired[dict[str, Any]]
    request_payment: NotRequired[Literal['BucketOwner', 'Requester']]
    referer: NotRequired[BucketReferer]
    website: NotRequired[BucketWebsite]
    lifecycle: NotRequired[BucketLifecycle]
    transfer_acceleration: NotRequired[bool]
    access_monitor: NotRequired[str]
    archive_direct_read: NotRequired[bool]
    https_config: NotRequired[BucketHttpsConfig]
    logging: NotRequired[BucketLogging]
    user_defined_log_fields: NotRequired[BucketUserDefinedLogFields]
    access_log: NotRequired[list[str]]
    access_log_lost: NotRequired[int]
    overwrite_config: NotRequired[list[BucketOverwriteConfig]]
    worm: NotRequired[BucketWorm]
    cname_tokens: NotRequired[dict[str, Any]]
    inventory: NotRequired[list[Inventory]]
    verified_domains: NotRequired[list[str]]
    cors: NotRequired[Cors]
    versioning: NotRequired[Literal['Enabled', 'Suspended']]
    replication: NotRequired[list[ReplicationRule]]
    object: NotRequired[list[Object]]
    upload: NotRequired[list[Upload]]


class ReplicationRule(TypedDict):
    """A rule that replicates to another bucket."""

    to: str
    id: NotRequired[str]
    status: NotRequired[Literal['starting', 'doing', 'closing']]
    prefixes: NotRequired[list[str]]
    actions: NotRequired[list[Literal['ALL', 'PUT', 'DELETE', 'ABORT']]]
    transfer_type: NotRequired[Literal['internal', 'oss_acc']]
    history: NotRequired[bool]
    role: NotRequired[str]
    kms_objects: NotRequired[bool]
    replica_kms_key_id: NotRequired[str]
    rtc: NotRequired[bool]


ObjectRestored = TypedDict(
    "ObjectRestored",
    {
        "priority": "NotRequired[Literal['Expedited', 'Standard', 'Bulk']]",
        "from": "str",
        "until": "str",
    },
)


class ObjectReplicaOf(TypedDict):
    """The source of a replica: the version of its key in another bucket."""

    bucket: str
    version: str


class Object(TypedDict):
    """A version of an object, or a delete marker: that has a key, version, place and modified, and nothing else."""

    key: str
    version: NotRequired[str]
    place: NotRequired[int]
    delete_marker: NotRequired[bool]
    type: NotRequired[Literal['Normal', 'Appendable', 'Multipart']]
    target: NotRequired[str]
    body: NotRequired[str | dict[str, Any]]
    etag: NotRequired[str]
    modified: NotRequired[str]
    encryption: NotRequired[Encryption]
    storage_class: NotRequired[Literal['Standard', 'IA', 'Archive', 'ColdArchive', 'DeepColdArchive']]
    acl: NotRequired[Literal['private', 'public-read', 'public-read-write']]
    tags: NotRequired[dict[str, Any]]
    headers: NotRequired[dict[str, Any]]
    sealed: NotRequired[str]
    transitioned: NotRequired[str]
    accessed: NotRequired[str]
    restored: NotRequired[ObjectRestored]
    replica_of: NotRequired[ObjectReplicaOf]


class Upload(TypedDict):
    """An upload in parts that is open. The ids of one key are different."""

    key: str
    id: NotRequired[str]
    initiated: NotRequired[str]
    encryption: NotRequired[Encryption]
    storage_class: NotRequired[Literal['Standard', 'IA', 'Archive', 'ColdArchive', 'DeepColdArchive']]
    acl: NotRequired[Literal['private', 'public-read', 'public-read-write']]
    tags: NotRequired[dict[str, Any]]
    headers: NotRequired[dict[str, Any]]
    part: NotRequired[list[UploadPart]]


class UploadPart(TypedDict):
    """An object of the control plane."""

    number: int
    body: str | dict[str, Any]
    modified: NotRequired[str]


class KmsKey(TypedDict):
    """A KMS key. It has an id or an alias, or both."""

    id: NotRequired[str]
    alias: NotRequired[str]
    region: NotRequired[str]
    state: NotRequired[Literal['Enabled', 'Disabled', 'PendingDeletion', 'PendingImport']]


class CloudBox(TypedDict):
    """A CloudBox has endpoints and buckets of its own."""

    id: str
    region: NotRequired[str]


class Inventory(TypedDict):
    """An inventory: the objects of a bucket that it lists, what it tells of them, when, and where the lists go."""

    id: str
    enabled: NotRequired[bool]
    to: str
    role: str
    prefix: NotRequired[str]
    encryption: NotRequired[Encryption]
    frequency: NotRequired[Literal['Daily', 'Weekly', 'Monthly', 'Once']]
    day_of_month: NotRequired[int]
    auto_delete: NotRequired[bool]
    versions: NotRequired[Literal['Current', 'All']]
    fields: NotRequired[list[Literal['Size', 'StorageClass', 'LastModifiedDate', 'ETag', 'IsMultipartUploaded', 'EncryptionStatus', 'TransitionTime', 'ObjectAcl', 'TaggingCount', 'ObjectType', 'Crc64']]]
    filter: NotRequired[InventoryFilter]
    since: NotRequired[str]
    last_run: NotRequired[str]


class InventoryFilter(TypedDict):
    """The conditions that a listed object meets; all objects meet absent ones."""

    prefix: NotRequired[str]
    modified_from: NotRequired[str]
    modified_until: NotRequired[str]
    least_size: NotRequired[int]
    most_size: NotRequired[int]
    storage_classes: NotRequired[list[Literal['Standard', 'IA', 'Archive', 'ColdArchive', 'DeepColdArchive']]]


class Cors(TypedDict):
    """The CORS configuration of a bucket: 1 to 20 rules, of which the first that matches decides."""

    rule: list[CorsRule]
    response_vary: NotRequired[bool]


class CorsRule(TypedDict):
    """The origins, methods and headers that pages may use, and the headers that they may read."""

    allowed_origin: list[str]
    allowed_method: list[Literal['GET', 'PUT', 'POST', 'DELETE', 'HEAD']]
    allowed_header: NotRequired[list[str]]
    expose_header: NotRequired[list[str]]
    max_age_seconds: NotRequired[int]


class Encryption(TypedDict):
    """An encryption rule. Only KMS has the two other keys."""

    algorithm: Literal['KMS', 'AES256', 'SM4']
    kms_master_key_id: NotRequired[str]
    kms_data_encryption: NotRequired[Literal['SM4']]


class RamUser(TypedDict):
    """A RAM user may do what its policies allow, and nothing else."""

    name: str
    id: NotRequired[str]
    access_key_id: NotRequired[str]
    access_key_secret: NotRequired[str]
    access_key_disabled: NotRequired[bool]
    access_key_sources: NotRequired[list[str]]
    policies: NotRequired[list[Policy]]


class Policy(TypedDict):
    """A RAM policy."""

    Version: Literal['1']
    Statement: list[dict[str, Any]]


class Group(TypedDict):
    """A member may do what the policies of the group allow as well."""

    name: str
    members: NotRequired[list[str]]
    policies: NotRequired[list[Policy]]


class Role(TypedDict):
    """A role: its sessions may do what its policies allow."""

    name: str
    policies: NotRequired[list[Policy]]
    session: NotRequired[list[RoleSession]]


class RoleSession(TypedDict):
    """Temporary credentials of a role."""

    name: str
    access_key_id: NotRequired[str]
    access_key_secret: NotRequired[str]
    security_token: NotRequired[str]
    expires: NotRequired[str]
    policy: NotRequired[Policy]


class Session(TypedDict):
    """Temporary credentials of the account itself."""

    access_key_id: str
    access_key_secret: str
    security_token: str
    expires: str


class RecordHeaders(TypedDict):
    """An object of the control plane."""

    name: str
    value: str


class RecordColumns(TypedDict):
    """The provenance of each column of the cause."""

    status: str
    code: str
    message: str
    ec: str | None


class RecordSignatureMistake(TypedDict):
    """The known client mistake in what was signed that gives the signature that was sent, and the first line it changes of the canonical request, or of the string to sign if there is none."""

    mistake: str
    line: int
    server: str
    client: str


class RecordSignature(TypedDict):
    """Of a wrong signature: what the server signed, at most 16 KiB of each text."""

    provided: str
    string_to_sign: str
    canonical_request: str | None
    diagnosis: str
    mistake: RecordSignatureMistake | None


class RecordExplanation(TypedDict):
    """The explanation of a denial, as EncodedDiagnosticMessage has it: the question, the statements that came nearest, and what is missing."""

    caller: str
    action: str
    resource: str
    statements: list[dict[str, Any]]
    missing: list[dict[str, Any]]


class RecordSteps(TypedDict):
    """An object of the control plane."""

    text: str
    because: list[str]
    applies: bool | None


class RecordBodies(TypedDict):
    """The bodies, if the server was told to keep them. One that is not known is left out: that of a request which was not read, and that of an answer which is still written."""

    request: NotRequired[KeptBody]
    answer: NotRequired[KeptBody]


class Record(TypedDict):
    """One call. What is not known is null."""

    number: int
    at: str
    request_id: str
    method: str
    host: str
    target: str
    headers: list[RecordHeaders]
    headers_omitted: int
    operation: OperationName | None
    bucket: str | None
    key: str | None
    access_key_id: str | None
    caller: str | None
    claims_to_be: str | None
    decision: str | None
    allowed: bool | None
    outcome: Literal['answered', 'refused', 'abandoned', 'unanswered']
    status: int | None
    code: str | None
    message: str | None
    ec: str | None
    cause: CauseName | None
    provenance: str | None
    columns: RecordColumns | None
    source: str | None
    note: str | None
    cors: str | None
    signature: RecordSignature | None
    explanation: RecordExplanation | None
    steps: list[RecordSteps] | None
    test_id: str | None
    injected: list[str]
    assumptions: list[str]
    doubts: list[str]
    ignored: list[str]
    took_ms: int
    bodies: NotRequired[RecordBodies]


class KeptBody(TypedDict):
    """A body without secrets."""

    bytes: int
    kind: Literal['text', 'form', 'binary']
    text: str | None
    cut: bool


class Journal(TypedDict):
    """Calls, oldest first."""

    records: list[Record]
    notes: list[DueStep]
    first: int
    last: int
    dropped: int


class ClockChange(TypedDict):
    """Exactly one of these."""

    set: NotRequired[str]
    advance: NotRequired[str]
    follow: NotRequired[Literal['system']]
    freeze: NotRequired[Literal[True]]


class Clock(TypedDict):
    """The clock as it is now."""

    now: str
    frozen: bool


class ClockReading(TypedDict):
    """The clocks as they are now."""

    now: str
    frozen: bool
    machine: str


class Replicated(TypedDict):
    """An object of the control plane."""

    started: int
    ended: int
    steps: list[ReplicationStep]


class ReplicationStep(TypedDict):
    """The outcome of one change of a bucket by one rule."""

    bucket: str
    key: str
    to: str
    rule: str
    outcome: Literal['written', 'updated', 'deleted', 'missed']
    encryption: NotRequired[str]
    why: NotRequired[str]


class DueReport(TypedDict):
    """An object of the control plane."""

    steps: list[DueStep]
    omitted: int
    replication: Replicated
    stopped_at: str | None


class DueStep(TypedDict):
    """A step of the work of OSS that was due by the clock."""

    at: str
    bucket: str
    kind: Literal['lifecycle', 'access logging', 'inventory']
    action: Literal['Expired', 'MarkerAdded', 'MarkerRemoved', 'VersionExpired', 'Transitioned', 'UploadAborted', 'LogWritten', 'LogNotWritten', 'InventoryWritten', 'InventoryNotWritten']
    key: str | None
    rule: str | None
    text: str
    why: str
    after: NotRequired[int]


class NextDue(TypedDict):
    """Work of OSS that will be due by the clock."""

    at: str
    bucket: str
    kind: Literal['lifecycle', 'access logging', 'inventory']


class LifecycleRuleNot(TypedDict):
    """An object of the control plane."""

    prefix: NotRequired[str]
    tag: NotRequired[LifecycleTag]


class LifecycleRuleExpiration(TypedDict):
    """An object of the control plane."""

    days: NotRequired[int]
    created_before_date: NotRequired[str]
    date: NotRequired[str]
    expired_object_delete_marker: NotRequired[bool]


class LifecycleRuleAbortMultipartUpload(TypedDict):
    """An object of the control plane."""

    days: NotRequired[int]
    created_before_date: NotRequired[str]


class LifecycleRuleNoncurrentVersionExpiration(TypedDict):
    """An object of the control plane."""

    noncurrent_days: NotRequired[int]


LifecycleRule = TypedDict(
    "LifecycleRule",
    {
        "id": "str",
        "prefix": "NotRequired[str]",
        "disabled": "NotRequired[bool]",
        "tags": "NotRequired[list[LifecycleTag]]",
        "larger_than": "NotRequired[int]",
        "smaller_than": "NotRequired[int]",
        "not": "NotRequired[list[LifecycleRuleNot]]",
        "expiration": "NotRequired[LifecycleRuleExpiration]",
        "abort_multipart_upload": "NotRequired[LifecycleRuleAbortMultipartUpload]",
        "noncurrent_version_expiration": "NotRequired[LifecycleRuleNoncurrentVersionExpiration]",
        "transition": "NotRequired[list[LifecycleTransition]]",
        "noncurrent_version_transition": "NotRequired[list[LifecycleTransition]]",
        "atime_base": "NotRequired[int]",
    },
)


class LifecycleTransition(TypedDict):
    """A change of the storage class."""

    days: NotRequired[int]
    created_before_date: NotRequired[str]
    noncurrent_days: NotRequired[int]
    storage_class: Literal['IA', 'Archive', 'ColdArchive', 'DeepColdArchive']
    is_access_time: NotRequired[bool]
    return_to_std_when_visit: NotRequired[bool]
    allow_small_file: NotRequired[bool]


class LifecycleTag(TypedDict):
    """A tag of objects."""

    key: str
    value: NotRequired[str]


class Health(TypedDict):
    """The server runs."""

    status: Literal['ok']


class About(TypedDict):
    """The versions of a server."""

    control_plane: int
    ossmock: str


class Problem(TypedDict):
    """A refusal of the control plane, with its reason."""

    problem: str
    line: NotRequired[int]
    column: NotRequired[int]


class FaultWanted(TypedDict):
    """The calls that a fault applies to, and its effect. A part that is absent limits nothing."""

    operation: NotRequired[OperationName]
    bucket: NotRequired[str]
    key: NotRequired[str]
    prefix: NotRequired[str]
    caller: NotRequired[str]
    test_id: NotRequired[str]
    nth: NotRequired[int]
    first: NotRequired[int]
    every: NotRequired[int]
    probability: NotRequired[float]
    times: NotRequired[int]
    seed: NotRequired[int]
    effect: FaultEffect


class FaultEffectRespond(TypedDict):
    """This is answered, and nothing is done."""

    status: int
    headers: NotRequired[dict[str, Any]]
    body: NotRequired[str]


class FaultEffectLatency(TypedDict):
    """The call takes longer: so long, or from least to most."""

    least: str
    most: NotRequired[str]
    on_clock: NotRequired[bool]


class FaultEffectTrickle(TypedDict):
    """The body comes in pieces, with a pause before each."""

    piece: int
    pause: str


class FaultEffect(TypedDict):
    """Exactly one."""

    error: NotRequired[CauseName]
    respond: NotRequired[FaultEffectRespond]
    latency: NotRequired[FaultEffectLatency]
    close: NotRequired[dict[str, Any]]
    answer_lost: NotRequired[dict[str, Any]]
    reset_after: NotRequired[int]
    truncate_after: NotRequired[int]
    trickle: NotRequired[FaultEffectTrickle]
    content_length: NotRequired[int]


class FaultArmed(TypedDict):
    """An object of the control plane."""

    id: int


class Faults(TypedDict):
    """An object of the control plane."""

    faults: list[Fault]


class Fault(TypedDict):
    """An object of the control plane."""

    id: int
    fault: str
    armed_by: str
    armed_here: bool
    calls: int
    hits: int


class HonestyCauses(TypedDict):
    """An object of the control plane."""

    cause: CauseName
    status: int
    code: str
    source: str
    calls: int


class HonestyAssumptions(TypedDict):
    """An object of the control plane."""

    name: str
    claim: str
    source: str
    calls: int


class HonestyIgnored(TypedDict):
    """An object of the control plane."""

    part: str
    operation: OperationName | None
    calls: int


class HonestyUnevaluated(TypedDict):
    """An object of the control plane."""

    statement: str
    calls: int


class Honesty(TypedDict):
    """An object of the control plane."""

    calls: int
    clean: bool
    causes: list[HonestyCauses]
    assumptions: list[HonestyAssumptions]
    ignored: list[HonestyIgnored]
    unevaluated: list[HonestyUnevaluated]
    unevaluated_statements: int
    text: str


class OverviewKmsKeys(TypedDict):
    """An object of the control plane."""

    account: str
    service: str
    id: str
    region: str
    alias: str | None
    state: Literal['Enabled', 'Disabled', 'PendingDeletion', 'PendingImport']


class Overview(TypedDict):
    """An object of the control plane."""

    now: str
    region: str
    profile: Literal['documented', 'observed']
    buckets: list[BucketOverview]
    next_due: list[NextDue]
    kms_keys: list[OverviewKmsKeys]


class BucketOverviewHttpsConfigCipherSuites(TypedDict):
    """The cipher suites, which are stored and returned."""

    strong: NotRequired[bool]
    custom: NotRequired[list[str]]
    tls13_custom: NotRequired[list[str]]


class BucketOverviewHttpsConfig(TypedDict):
    """The TLS versions and cipher suites that clients of the bucket may use; empty if all of them."""

    tls_versions: NotRequired[list[Literal['TLSv1.0', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3']]]
    cipher_suites: NotRequired[BucketOverviewHttpsConfigCipherSuites]


class BucketOverview(TypedDict):
    """An object of the control plane."""

    name: str
    owner: str
    region: str
    cloudbox: str | None
    created: str
    storage_class: str
    redundancy: str
    resource_group: str | None
    encryption: str | None
    acl: str
    policy: str | None
    block_public_access: bool
    account_blocks_public_access: bool
    tags: dict[str, Any]
    request_payment: str
    referer: str
    website: str | None
    lifecycle: list[str]
    transfer_acceleration: bool | None
    access_monitor: str | None
    archive_direct_read: bool
    https_config: BucketOverviewHttpsConfig
    logging: str | None
    user_defined_log_fields: str | None
    access_log_lines: int
    overwrite_config: list[str]
    worm: str | None
    cname_tokens: list[str]
    inventory: list[str]
    verified_domains: list[str]
    cors: str | None
    versioning: str | None
    replication: list[str]
    objects: int
    older_versions: int
    open_uploads: int


class ObjectsNext(TypedDict):
    """The beginning of the next page; null if this is the last one."""

    after: str
    after_version: str | None


class Objects(TypedDict):
    """An object of the control plane."""

    bucket: str
    objects: list[ObjectVersion]
    next: ObjectsNext | None


class ObjectVersion(TypedDict):
    """A version of a key. Of a delete marker, what only objects have is null."""

    key: str
    version_id: str
    latest: bool
    delete_marker: bool
    modified: str
    size: int | None
    type: str | None
    storage_class: str | None
    encryption: str | None
    etag: str | None


class Accounts(TypedDict):
    """An object of the control plane."""

    accounts: list[AccountShown]


class AccountShownRamUsers(TypedDict):
    """An object of the control plane."""

    name: str
    id: str
    access_key: AccessKeyShown
    policies: list[Policy]


class AccountShownGroups(TypedDict):
    """An object of the control plane."""

    name: str
    members: list[str]
    policies: list[Policy]


class AccountShownRolesSessions(TypedDict):
    """An object of the control plane."""

    name: str
    access_key: AccessKeyShown
    policy: dict[str, Any] | None


class AccountShownRoles(TypedDict):
    """An object of the control plane."""

    name: str
    policies: list[Policy]
    sessions: list[AccountShownRolesSessions]


class AccountShown(TypedDict):
    """An account, without secrets."""

    name: str
    id: str
    suspended: bool
    forbid_v1: bool
    block_public_access: bool
    access_key: AccessKeyShown
    ram_users: list[AccountShownRamUsers]
    groups: list[AccountShownGroups]
    roles: list[AccountShownRoles]
    sessions: list[AccessKeyShown]


class AccessKeyShown(TypedDict):
    """An AccessKey, without its secret and its token."""

    id: str
    enabled: bool
    sources: list[str] | None
    expires: str | None


class KmsCalls(TypedDict):
    """An object of the control plane."""

    at: str
    action: Literal['GenerateDataKey', 'Decrypt', 'DescribeKey']
    key_id: str
    caller: str
    bucket: str
    object: str
    request_id: str
    billable: bool


class KmsByKeyAndCaller(TypedDict):
    """An object of the control plane."""

    key_id: str
    caller: str
    calls: int


class Kms(TypedDict):
    """An object of the control plane."""

    calls: list[KmsCalls]
    forgotten: int
    billable: int
    by_key_and_caller: list[KmsByKeyAndCaller]


class Question(TypedDict):
    """A permission to ask about, and the request that conditions read."""

    caller: str
    action: str
    resource: str
    source_ip: NotRequired[str]
    tls: NotRequired[bool]
    vpc: NotRequired[str]
    time: NotRequired[str]
    headers: NotRequired[dict[str, Any]]
    parameters: NotRequired[dict[str, Any]]


class AnswerSteps(TypedDict):
    """An object of the control plane."""

    text: str
    because: list[str]
    applies: bool | None


class Answer(TypedDict):
    """A permission decision."""

    allowed: bool
    decision: str
    explanation: dict[str, Any]
    steps: list[AnswerSteps]
    text: str


class RequiredPolicy(TypedDict):
    """A policy, or null."""

    policy: dict[str, Any] | None


class SettingsSet(TypedDict):
    """The answer to settings that are set."""

    warnings: list[str]


class NewPolicy(TypedDict):
    """A policy to attach."""

    of: str
    kind: NotRequired[Literal['ram_user', 'group', 'role']]
    policy: dict[str, Any]


class KeyState(TypedDict):
    """The state of a KMS key."""

    account: str
    key: str
    state: Literal['Enabled', 'Disabled', 'PendingDeletion', 'PendingImport']


class Snapshots(TypedDict):
    """The names of snapshots."""

    snapshots: list[str]


class WorldDiff(TypedDict):
    """The differences between two worlds."""

    equal: bool
    changes: list[WorldChange]
    text: str


WorldChange = TypedDict(
    "WorldChange",
    {
        "change": "Literal['came', 'went', 'changed']",
        "thing": "str",
        "line": "NotRequired[str]",
        "fact": "NotRequired[str]",
        "from": "NotRequired[str]",
        "to": "NotRequired[str]",
    },
)


NewTest = TypedDict(
    "NewTest",
    {
        "id": "str",
        "from": "NotRequired[Literal['start', 'now']]",
    },
)


class Test(TypedDict):
    """A test."""

    id: str


class Tests(TypedDict):
    """The tests with a world of their own."""

    tests: list[Test]


class ExpectedCall(TypedDict):
    """A pattern of calls. Members that are left out match every call."""

    operation: NotRequired[OperationName]
    bucket: NotRequired[str]
    key: NotRequired[str]
    prefix: NotRequired[str]
    caller: NotRequired[str]
    test_id: NotRequired[str]
    succeeds: NotRequired[bool]
    status: NotRequired[int]
    refused_with: NotRequired[CauseName]


class NewExpectation(TypedDict):
    """An expectation: `call` or `in_order`, and the count of calls."""

    call: NotRequired[ExpectedCall]
    in_order: NotRequired[list[ExpectedCall]]
    times: NotRequired[int]
    at_least: NotRequired[int]
    at_most: NotRequired[int]
    name: NotRequired[str]


class ExpectationArmed(TypedDict):
    """The id of what was armed."""

    id: int


class Expectations(TypedDict):
    """The expectations that the control plane armed."""

    expectations: list[ArmedExpectation]


class ArmedExpectation(TypedDict):
    """An expectation and its count."""

    id: int
    name: str | None
    calls: list[str]
    count: int
    met: bool


class Verification(TypedDict):
    """The result of all expectations."""

    met: bool
    failures: list[str]


OperationName = Literal[
    "ListBuckets", "ListAccessPointsForObjectProcess", "ListCloudBoxes", "DoDataPipeLineAction",
    "DeletePublicAccessBlock", "GetPublicAccessBlock", "PutPublicAccessBlock", "ListUserDataRedundancyTransition",
    "DescribeRegions", "WriteGetObjectResponse", "DeleteBucket", "ListObjects", "PutBucket", "GetBucketAccessMonitor",
    "PutBucketAccessMonitor", "CreateAccessPoint", "DeleteAccessPoint", "GetAccessPoint", "ListAccessPoints",
    "GetAccessPointConfigForObjectProcess", "PutAccessPointConfigForObjectProcess", "CreateAccessPointForObjectProcess",
    "DeleteAccessPointForObjectProcess", "GetAccessPointForObjectProcess", "DeleteAccessPointPolicy",
    "GetAccessPointPolicy", "PutAccessPointPolicy", "DeleteAccessPointPolicyForObjectProcess",
    "GetAccessPointPolicyForObjectProcess", "PutAccessPointPolicyForObjectProcess", "GetBucketAcl", "PutBucketAcl",
    "GetBucketArchiveDirectRead", "PutBucketArchiveDirectRead", "GetBucketInfo", "ListCname", "PutCname", "DeleteCname",
    "CreateCnameToken", "GetCnameToken", "OpenMetaQuery", "PutBucketReplication", "CloseMetaQuery",
    "DeleteBucketReplication", "DoMetaQuery", "DeleteBucketCors", "GetBucketCors", "PutBucketCors",
    "DeleteMultipleObjects", "DeleteBucketEncryption", "GetBucketEncryption", "PutBucketEncryption",
    "GetBucketHttpsConfig", "PutBucketHttpsConfig", "ListBucketInventory", "DeleteBucketInventory",
    "GetBucketInventory", "PutBucketInventory", "DeleteBucketLifecycle", "GetBucketLifecycle", "PutBucketLifecycle",
    "ListObjectsV2", "GetBucketLocation", "DeleteBucketLogging", "GetBucketLogging", "PutBucketLogging",
    "DoMetaQueryAction", "GetMetaQueryStatus", "GetBucketObjectWormConfiguration", "PutBucketObjectWormConfiguration",
    "DeleteBucketOverwriteConfig", "GetBucketOverwriteConfig", "PutBucketOverwriteConfig", "DeleteBucketPolicy",
    "GetBucketPolicy", "PutBucketPolicy", "GetBucketPolicyStatus", "DeleteAccessPointPublicAccessBlock",
    "DeleteBucketPublicAccessBlock", "GetAccessPointPublicAccessBlock", "GetBucketPublicAccessBlock",
    "PutAccessPointPublicAccessBlock", "PutBucketPublicAccessBlock", "CreateBucketDataRedundancyTransition",
    "DeleteBucketDataRedundancyTransition", "GetBucketDataRedundancyTransition", "ListBucketDataRedundancyTransition",
    "GetBucketReferer", "PutBucketReferer", "GetBucketReplication", "GetBucketReplicationLocation",
    "GetBucketReplicationProgress", "GetBucketRequestPayment", "PutBucketRequestPayment", "GetBucketResourceGroup",
    "PutBucketResourceGroup", "PutBucketRtc", "GetBucketStat", "ListStyle", "DeleteStyle", "GetStyle", "PutStyle",
    "DeleteBucketTags", "GetBucketTags", "PutBucketTags", "GetBucketTransferAcceleration",
    "PutBucketTransferAcceleration", "ListMultipartUploads", "DeleteUserDefinedLogFieldsConfig",
    "GetUserDefinedLogFieldsConfig", "PutUserDefinedLogFieldsConfig", "GetBucketVersioning", "PutBucketVersioning",
    "ListObjectVersions", "DeleteBucketWebsite", "GetBucketWebsite", "PutBucketWebsite", "AbortBucketWorm",
    "GetBucketWorm", "InitiateBucketWorm", "ExtendBucketWorm", "CompleteBucketWorm", "DeleteObject", "GetObject",
    "HeadObject", "OptionObject", "PutObject", "GetObjectAcl", "PutObjectAcl", "AppendObject", "CleanRestoredObject",
    "GetObjectLegalHold", "PutObjectLegalHold", "GetObjectMeta", "UploadPart", "RestoreObject", "GetObjectRetention",
    "PutObjectRetention", "SealAppendObject", "GetSymlink", "PutSymlink", "DeleteObjectTagging", "GetObjectTagging",
    "PutObjectTagging", "AbortMultipartUpload", "CompleteMultipartUpload", "ListParts", "InitiateMultipartUpload",
    "AsyncProcessObject", "ProcessObject", "PostObject", "ListLiveChannel", "PutLiveChannel", "GetLiveChannelInfo",
    "DeleteLiveChannel", "PutLiveChannelStatus", "GetLiveChannelStat", "GetLiveChannelHistory", "PostVodPlaylist",
    "GetVodPlaylist", "PutBucketQosInfo", "GetBucketQosInfo", "DeleteBucketQosInfo", "CopyObject", "UploadPartCopy",
    "InitUserAntiDDosInfo", "UpdateUserAntiDDosInfo", "GetUserAntiDDosInfo", "InitBucketAntiDDosInfo",
    "UpdateBucketAntiDDosInfo", "ListBucketAntiDDosInfo", "PutBucketDataAccelerator", "GetBucketDataAccelerator",
    "DeleteBucketDataAccelerator", "CreateJob", "DescribeJob", "UpdateJobPriority", "UpdateJobStatus", "ListJobs",
    "ListAgenticBuckets", "CreateAgenticBucket", "GetAgenticBucket", "DeleteAgenticBucket", "PutAgenticBucketStatus",
    "PutAgenticBucketAcl", "GetAgenticBucketAcl", "PutAgenticBucketEncryption", "GetAgenticBucketEncryption",
    "DeleteAgenticBucketEncryption", "PutAgenticBucketVersioning", "GetAgenticBucketVersioning",
    "PutAgenticBucketPolicy", "GetAgenticBucketPolicy", "DeleteAgenticBucketPolicy",
    "PutAgenticBucketPublicAccessBlock", "GetAgenticBucketPublicAccessBlock", "DeleteAgenticBucketPublicAccessBlock",
    "ListBucketSpaces", "CreateBucketSpace", "DeleteBucketSpace", "GetUserQosInfo", "ListResourcePools",
    "GetResourcePoolInfo", "ListResourcePoolBuckets", "PutResourcePoolRequesterQoSInfo",
    "GetResourcePoolRequesterQoSInfo", "DeleteResourcePoolRequesterQoSInfo", "ListResourcePoolRequesterQoSInfos",
    "ListResourcePoolBucketGroups", "PutResourcePoolBucketGroupQoSInfo", "GetResourcePoolBucketGroupQoSInfo",
    "DeleteResourcePoolBucketGroupQoSInfo", "ListResourcePoolBucketGroupQoSInfos", "PutBucketResourcePoolBucketGroup",
    "PutBucketRequesterQoSInfo", "GetBucketRequesterQoSInfo", "DeleteBucketRequesterQoSInfo",
    "ListBucketRequesterQoSInfos", "SetBucketStorageCapacity", "GetBucketStorageCapacity", "PutBucketCallbackPolicy",
    "GetBucketCallbackPolicy", "DeleteBucketCallbackPolicy", "PutBucketResponseHeader", "GetBucketResponseHeader",
    "DeleteBucketResponseHeader", "PutAsyncFetchTask", "GetAsyncFetchTask", "CreateVpcip", "ListVpcip", "DeleteVpcip",
    "CreateBucketVpcip", "GetBucketVpcip", "DeleteBucketVpcip", "PutBucketProcess", "GetBucketProcess",
    "PutBucketImage", "GetBucketImage", "DeleteBucketImage", "ListBucketsInRegions", "GetBucketReplicationProgressAll",
    "HeadBucket", "OptionBucket", "CreateDirectory", "DeleteDirectory", "Rename", "SelectObject",
    "CreateSelectObjectMeta", "CreateDataset", "GetDataset", "UpdateDataset", "DeleteDataset", "ListDatasets",
    "SimpleQuery", "SemanticQuery", "PutDataPipelineConfiguration", "GetDataPipelineConfiguration",
    "ListDataPipelineConfigurations", "DeleteDataPipelineConfiguration", "CreateUdf", "ListUdfs", "GetUdf", "DeleteUdf",
    "UploadUdfImage", "GetUdfImage", "DeleteUdfImage", "ListUdfApplications", "CreateUdfApplication",
    "GetUdfApplication", "DeleteUdfApplication", "UpgradeUdfApplication", "ResizeUdfApplication",
    "GetUdfApplicationLog", "ListVectorBuckets", "PutVectorBucket", "DeleteVectorBucket", "GetVectorBucket",
    "PutVectorIndex", "GetVectorIndex", "ListVectorIndexes", "DeleteVectorIndex", "PutVectors", "GetVectors",
    "ListVectors", "DeleteVectors", "QueryVectors", "PutVectorBucketLogging", "GetVectorBucketLogging",
    "DeleteVectorBucketLogging", "CreateTableBucket", "ListTableBuckets", "GetTableBucket", "DeleteTableBucket",
    "PutTableBucketEncryption", "GetTableBucketEncryption", "DeleteTableBucketEncryption",
    "GetTableBucketMaintenanceConfiguration", "PutTableBucketMaintenanceConfiguration", "PutTableBucketPolicy",
    "GetTableBucketPolicy", "DeleteTableBucketPolicy", "CreateNamespace", "ListNamespaces", "GetNamespace",
    "DeleteNamespace", "CreateTable", "ListTables", "GetTable", "DeleteTable", "RenameTable", "GetTableEncryption",
    "GetTableMaintenanceConfiguration", "PutTableMaintenanceConfiguration", "GetTableMaintenanceJobStatus",
    "GetTableMetadataLocation", "UpdateTableMetadataLocation", "PutTablePolicy", "GetTablePolicy", "DeleteTablePolicy",
]
"""An operation of OSS."""


CauseName = Literal[
    "InternalError", "ServiceUnavailable", "TotalQpsLimitExceeded", "MetaOperationQpsLimitExceeded",
    "ActiveRequestLimitExceeded", "UploadTrafficRateLimitExceeded", "DownloadTrafficRateLimitExceeded",
    "CpuLimitExceeded", "QpsLimitExceeded", "NoHost", "TwoHosts", "MalformedTarget", "InvalidBucketName",
    "SecondLevelDomainForbidden", "MethodNotAllowed", "NoSuchBucket", "WrongEndpoint", "ObjectNameTooLong",
    "KeyNotUtf8", "ObjectNameEmpty", "InvalidObjectName", "ExpectationFailed", "CloudBoxControlEndpoint",
    "CloudBoxOperation", "CloudBoxForbidden", "NotEmulated", "TwoSignatures", "AuthorizationEmpty",
    "AuthorizationInvalid", "AuthorizationItemsV1", "AccessKeyIdMissing", "SignatureMissing", "AccessKeyIdCharactersV1",
    "AccessKeyIdCharactersV4", "AuthorizationItemsV2", "AuthorizationItemV2Malformed", "AccessKeyIdEmptyV2",
    "SignatureMissingV2", "AuthorizationItemsV4", "AuthorizationParameterV4", "SignatureEmptyV4",
    "AdditionalHeadersEmpty", "AdditionalHeaderNameEmpty", "AdditionalHeaderAbsent", "CredentialInvalid",
    "ContentSha256Invalid", "OnlyV4Header", "DateMissing", "DateInvalid", "RequestTimeTooSkewed", "ScopeDateInvalid",
    "ScopeRegionInvalid", "ScopeProductInvalid", "SignatureVersionInvalid", "QueryParametersMissingV1",
    "ExpiresInvalid", "UrlExpired", "QueryParametersMissingV2", "QueryParametersMissingV4", "UrlScopeDateInvalid",
    "UrlCredentialInvalid", "UrlAccessKeyIdCharacters", "UrlScopeRegionInvalid", "UrlScopeProductInvalid",
    "UrlAdditionalHeaderAbsent", "ExpiresOutOfRangeV4", "UrlNotYetValid", "UrlDateInvalid", "UrlExpiredV4",
    "HeaderDiffersFromParameter", "TokenNotInUrl", "AccessKeyIdUnknown", "AccessKeyDisabled", "AccessKeyRestricted",
    "StsKeyIdUnknown", "SecurityTokenMissing", "InvalidSecurityToken", "SecurityTokenExpired", "SecurityTokenMismatch",
    "V1Forbidden", "SignatureMismatchV1", "SignatureMismatchV2", "SignatureMismatchV4", "UserDisable",
    "PostPolicyMissing", "PostSignatureMissing", "PostSignatureEmpty", "PostAccessKeyIdMissing", "PostAccessKeyIdEmpty",
    "PostAccessKeyIdCharacters", "PostScopeDateInvalid", "PostCredentialInvalid", "PostScopeRegionInvalid",
    "PostScopeProductInvalid", "PostDateInvalid", "PostNotYetValid", "PostSignatureExpired", "PostPolicyInvalid",
    "PostConditionsMissing", "PostExpirationMissing", "PostExpirationInvalid", "PostPolicyExpired",
    "PostConditionsInvalid", "PostConditionInvalid", "PostSimpleCondition", "PostConditionFailed", "PostExtraField",
    "PostFileTooLarge", "PostFileTooSmall", "PostMalformed", "PostNotMultipart", "PostBodyTooLarge",
    "PostFieldMalformed", "PostFileNotLast", "PostFileMissing", "PostSeveralFiles", "PostFieldNameTooLong",
    "PostFieldTooLong", "PostFieldsTooLong", "PostKeyMissing", "PostFieldNoHeader", "NotYourBucket", "NotYourNewBucket",
    "AnonymousBucket", "AnonymousService", "ListBucketsForbidden", "ExplicitlyDenied", "DeniedByBucketPolicy",
    "DeniedTwice", "DeniedBySessionPolicy", "DeletionsForbidden", "ObjectForbidden", "ObjectNotReadable",
    "ObjectNotWritable", "ObjectAclNotReadable", "ObjectAclNotWritable", "RequesterPays", "CorsForbidden",
    "RefererForbidden", "ForbiddenByKms", "KmsServiceNotEnabled", "KmsNotOffered", "KmsInDebt", "KmsInDebtOverdue",
    "KmsKeyIdInvalid", "KmsKeyNotFound", "KmsAliasNotFound", "KmsKeyDisabled", "KmsKeyPendingDeletion",
    "KmsKeyPendingImport", "PublicBucketAclBlocked", "PublicObjectAclBlocked", "TaggingForbidden",
    "PublicBucketPolicyBlocked", "NoSuchBucketPolicy", "BucketPolicyTooLong", "BucketPolicyStatementTooLong",
    "BucketPolicyMalformed", "BucketPolicyVersionInvalid", "BucketPolicyDoubleWildcard", "ReplicationMalformed",
    "NoReplicationRule", "TooManyReplicationRules", "ReplicationRuleIdInvalid", "ReplicationRuleIdTaken",
    "TooManyReplicationPrefixes", "ReplicationPrefixInvalid", "ReplicationPrefixesOverlap", "ReplicationActionInvalid",
    "HistoricalReplicationInvalid", "ReplicationStatusInvalid", "TransferTypeInvalid", "ReplicaKmsKeyIdMissing",
    "TargetBucketNameInvalid", "InvalidTargetBucket", "InvalidTargetLocation", "BadReplicationLocation",
    "NoReplicationLocation", "RtcNotSupported", "ReplicationVersioningDiffers", "BucketReplicationAlreadyExist",
    "TooManyOutgoingReplication", "TooManyIncomingReplication", "NoSuchReplicationConfiguration",
    "NoSuchReplicationRule", "NotImplemented", "EncryptionHeaderNotSupported", "MissingContentLength", "BodyTooLarge",
    "IncompleteBody", "AwsChunked", "ContentMd5Invalid", "ContentMd5Mismatch", "MalformedXml", "UnsupportedAlgorithm",
    "KeyIdWithoutKms", "UnsupportedDataEncryption", "BucketTagKeyInvalid", "BucketTagKeyReserved",
    "BucketTagValueInvalid", "RepeatedBucketTags", "TooManyBucketTags", "CorsRuleMissing", "CorsMethodInvalid",
    "CorsMaxAgeInvalid", "CorsExposeHeaderInvalid", "CorsWildcards", "CorsRuleBeyondLimit", "NoSuchWebsite",
    "WebsiteStatusInvalid", "WebsiteInvalid", "LoggingTargetMissing", "LoggingTargetEmpty", "LoggingTargetInvalid",
    "LoggingTargetNotFound", "LoggingTargetForeign", "LoggingTargetElsewhere", "TooManyLogFields", "LogFieldsInvalid",
    "CloudBoxAlgorithm", "CloudBoxDataEncryption", "NoSuchAcl", "NoSuchStorageClass", "NoSuchRedundancyType",
    "CloudBoxStorageClass", "CloudBoxRedundancyType", "MissingArgument", "ResourceGroupInvalid",
    "ResourceGroupNotFound", "TagFilterInvalid", "MaxKeysInvalid", "NoEncryptionRule", "NoSuchCorsConfiguration",
    "OverwriteRuleInvalid", "NoOverwriteConfig", "CnameTooShort", "CnameReserved", "CnameInvalid", "CnameDenied",
    "TooManyCname", "NeedVerifyDomainOwnership", "NoSuchCnameToken", "NoSuchLifecycle", "NoLogFields",
    "NoSuchInventory", "InventoryAlreadyExist", "InventoryExceedLimit", "InventoryInvalid", "NoSuchWormConfiguration",
    "WormIdUnknown", "WormDaysInvalid", "WormDaysNotANumber", "WormWithoutVersioning", "WormExists", "WormLocked",
    "WormLockedTwice", "WormNotLocked", "WormNotExtended", "WormKeepsVersioning", "NoSuchRegion",
    "NoTransferAcceleration", "TransferAccelerationInUse", "TransferAccelerationDisabled", "BucketAlreadyExists",
    "StorageClassFixed", "RedundancyFixed", "RegionFixed", "InvalidLocationConstraint", "BucketNotEmpty",
    "BucketHasUploads", "TooManyBuckets", "LifecycleActionMissing", "LifecycleClassMissing", "LifecycleTransitionTime",
    "LifecycleReturnToStandard", "LifecycleMarkerWithTime", "LifecycleExpirationEmpty", "LifecycleExpirationTwice",
    "LifecycleNoncurrentTransitionTime", "LifecycleNoncurrentExpirationTime", "LifecycleAbortByAccess",
    "LifecycleAbortTime", "LifecycleTooManyRules", "LifecycleIdTooLong", "LifecycleIdRepeated",
    "LifecyclePrefixTooLong", "LifecycleTagAction", "LifecycleTagInvalid", "LifecycleNotPrefix", "LifecycleSizes",
    "LifecycleClass", "LifecycleAccessTimeClass", "LifecycleSmallFiles", "LifecycleNoncurrentClass", "LifecycleDays",
    "LifecycleDate", "LifecycleDaysAndDates", "LifecycleOrder", "LifecycleOverlapTransition", "LifecycleOverlapTimes",
    "LifecycleOverlapOrder", "LifecycleOverlap", "LifecycleSamePrefix", "LifecycleNeedsAccessMonitor",
    "LifecycleArchiveBucket", "AccessMonitorInUse", "ObjectTooLarge", "CopySourceTooLarge", "InvalidCrc64",
    "StorageFull", "UserMetaTooLarge", "UserMetaNameInvalid", "TrafficLimitInvalid", "TrafficLimitTwice",
    "NoSuchObjectAcl", "NoSuchObjectStorageClass", "TaggingHeaderInvalid", "TagKeyInvalid", "TagKeyRejected",
    "TagValueInvalid", "RepeatedTags", "TooManyTags", "KmsKeyIdEmpty", "EncryptionContextWithoutKey",
    "EncryptionContextInvalid", "AnonymousResponseHeaders", "VersionIdInvalid", "VersionIdEmpty",
    "VersioningStatusEmpty", "VersioningStatusInvalid", "VersionIdMarkerAlone", "ListParameterInvalid",
    "VersionsParameterInvalid", "EncodingTypeInvalid", "ContinuationTokenInvalid", "ListTypeInvalid",
    "PartNumberInvalid", "PartNumberMissing", "PartSourceIsSymlink", "PartSourceClientEncrypted",
    "ClientEncryptionIncomplete", "ClientEncryptionSizeInvalid", "ClientEncryptionPartsTooMany",
    "ClientEncryptionFixed", "InvalidPartOrder", "CompleteAllInvalid", "ListNumberInvalid", "CopySourceInvalid",
    "PartSourceInvalid", "DirectiveInvalid", "PositionMissing", "SymlinkTargetMissing", "SymlinkTargetInvalid",
    "RestoreTierInvalid", "RestoreDaysInvalid", "RestorePriorityOfArchive", "PositionInvalid", "NoSuchUpload",
    "NoSuchUploadForCopy", "InvalidPart", "EntityTooSmall", "NoSuchKey", "ApkDownloadForbidden", "MirrorFailed",
    "MirrorImmutable", "FileImmutable", "NoSuchVersion", "DeleteMarkerNotReadable", "NotModified", "PreconditionFailed",
    "InvalidRange", "InvalidObjectState", "SymlinkTargetNotExist", "InvalidTargetType", "NotSymlink",
    "RestoreNotSupported", "RestoreAlreadyInProgress", "RestorePriorityLowered", "FileAlreadyExists", "CrossRegionCopy",
    "CopySourceDeleteMarker", "PartSourceDeleteMarker", "AppendableNotCopied", "PositionNotEqualToLength",
    "ObjectNotAppendable",
]
"""A reason for a refusal, by its name in ossmock::Cause. NotEmulated is not one of OSS, so it cannot be asked for."""
