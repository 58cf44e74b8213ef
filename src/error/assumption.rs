//! The assumptions of ossmock about OSS that no source confirms, apart from errors: one table, like that of the errors.

use std::fmt;

/// Declares the rows: the name, the claim, and the source it is inferred from.
macro_rules! assumptions {
    ($($(#[doc = $doc:literal])+ $name:ident: $claim:literal $source:literal;)+) => {
        /// An assumption that an answer rests on without a source: a row of a table, as [`Cause`](crate::Cause) is for errors.
        ///
        /// [`Oss::honesty_report`](crate::Oss::honesty_report) counts them, and
        /// [`Builder::deny_assumed`](crate::Builder::deny_assumed) makes a test fail that depends on one.
        ///
        /// # Example
        ///
        /// ```
        /// use ossmock::honesty::Assumption;
        ///
        /// assert_eq!(Assumption::NoRuleToDelete.claim(), "deleting an encryption rule that is not there succeeds");
        /// ```
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Assumption {
            $($(#[doc = $doc])+ $name,)+
        }

        impl Assumption {
            /// Every assumption, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The assumed claim, as a sentence.
            #[must_use]
            pub const fn claim(self) -> &'static str {
                match self {
                    $(Self::$name => $claim,)+
                }
            }

            /// The source the claim is inferred from.
            #[must_use]
            pub const fn source(self) -> &'static str {
                match self {
                    $(Self::$name => $source,)+
                }
            }

            /// The name in the code, for example `NoRuleToDelete`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$name => stringify!($name),)+
                }
            }
        }
    };
}

assumptions! {
    /// A condition used a key that the request does not have.
    AbsentConditionKey: "a condition on a key that the request lacks compares with the empty text, or with nothing"
        "help.aliyun.com/en/oss/user-guide/common-examples-of-bucket-policy: three scenarios agree on it";
    /// A condition used a key that no request has.
    UnknownConditionKey: "a condition key that no page lists is absent from every request"
        "help.aliyun.com/zh/oss/user-guide/authorization-syntax-and-elements lists the keys";
    /// A bucket policy had an empty `Condition`.
    EmptyCondition: "an empty Condition in a bucket policy counts as none"
        "github.com/rockuw/ram-policy-editor writes it into RAM policies";
    /// A bucket policy had a string in brackets instead of a list.
    ListInBrackets: "a text in brackets in a bucket policy is the list it holds"
        "aliyun-oss-java-sdk BucketPolicyTest (live) sets one, and does not ask what it allows";
    /// A statement named a resource without a region.
    EmptyRegion: "a resource with an empty region matches nothing"
        "alibabacloud.com/help/doc-detail/93739.htm has `*` for every region, and says nothing of an empty one";
    /// A bucket policy had a statement with a `Sid`.
    StatementSid: "a Sid in a bucket policy is taken, and counts for nothing"
        "policies that people have name their statements; no page of OSS lists the element";
    /// A condition used an operator that one page only names.
    IpAddressIncludeBorder: "IpAddressIncludeBorder compares as IpAddress does"
        "a page of OSS names the operator and says no more";
    /// A preflight had no `Origin` or no `Access-Control-Request-Method`, or asked for what is no name of a header, or a request
    /// had two `Origin` headers.
    CorsIncomplete: "a preflight without Origin, method or names of headers, and a request with two Origins, match no CORS rule"
        "help.aliyun.com/en/oss/developer-reference/optionobject requires the two headers, and says nothing of their absence";
    /// No CORS rule matched, and one would if letter case did not count.
    CorsLetterCase: "letter case counts in the origin and the method that a CORS rule is compared with"
        "help.aliyun.com/en/oss/developer-reference/putbucketcors says it of headers only";
    /// A CORS rule with a pattern for an origin matched.
    CorsPatternEcho: "a CORS rule whose origin has a `*` within is answered with the Origin of the request"
        "captured answers have `*` for the origin `*`, and live tests the origin for an origin without one";
    /// An error, a redirect, a 304 or a 206 had the headers of a CORS rule.
    CorsBeyondSuccess: "errors, redirects, 304 and 206 have the headers of the CORS rule that matches as well"
        "help.aliyun.com/en/oss/developer-reference/putbucketcors; captured answers are successful ones";
    /// A preflight had the parameters of a subresource.
    PreflightSubresource: "the parameters of a preflight do not count"
        "help.aliyun.com/en/oss/developer-reference/optionobject has an object without parameters";
    /// A bucket received tags in another order than that of their keys.
    BucketTagOrder: "the tags of a bucket are shown in the order of their keys"
        "no page and no live test has several tags in another order";
    /// The metadata of an object that was not accessed since access tracking was enabled were requested.
    UnreadObject: "the last access to an object that was not accessed since is the moment access tracking was enabled"
        "help.aliyun.com/en/oss/user-guide/lifecycle-rules-based-on-the-last-access-time counts so, and does not mention the header";
    /// An archived object that was not restored was copied from a bucket with direct read.
    DirectReadOfCopies: "an archived object can be copied without being restored where direct read is on"
        "help.aliyun.com/en/oss/user-guide/archive-direct-reading speaks of access to objects";
    /// The resource group of a bucket in the default group was requested.
    DefaultGroupId: "the default resource group is shown by GetBucketResourceGroup as rg-default-id"
        "help.aliyun.com/en/oss/developer-reference/listbuckets names it so in requests; live tests ask for any text";
    /// A list of buckets selected by tags.
    TaggedBuckets: "a list of buckets by tags shows the tags in Tagging, and selects before it makes pages"
        "ali-oss: bucket.test.js (live) reads the tags; no page has the element";
    /// A list of CloudBoxes showed their names.
    CloudBoxNames: "the name of a CloudBox in a list is its id"
        "alibabacloud-oss-go-sdk-v2: the fixture of ListCloudBoxes has a name beside the id; no page says who gives it";
    /// A bucket limited its cipher suites, or its TLS versions to others than 1.2 and 1.3.
    CipherSuitesFit: "clients that use a version of TLS of the bucket use a cipher suite of it as well"
        "help.aliyun.com/en/oss/developer-reference/putbuckethttpsconfig: ossmock chooses between TLS 1.2 and 1.3 only";
    /// The HTTPS configuration of a bucket without one was requested.
    HttpsConfigByDefault: "a bucket without an HTTPS configuration shows one that is disabled"
        "help.aliyun.com/en/oss/developer-reference/putbuckethttpsconfig: both parts are disabled by default";
    /// A rule of a bucket forbade to overwrite an object.
    OverwriteRuleAnswers: "an overwrite rule refuses as x-oss-forbid-overwrite does, where versions are not kept"
        "help.aliyun.com/en/oss/developer-reference/putbucketoverwriteconfig says what it refuses, and not how";
    /// A rule of a bucket with versioning, enabled or suspended, did not keep an object from being overwritten.
    OverwriteRuleOfVersions: "an overwrite rule does not count in a bucket with versioning, enabled or suspended"
        "help.aliyun.com/en/oss/developer-reference/putobject says it of x-oss-forbid-overwrite";
    /// A part of an HTTPS configuration was disabled, and had versions or cipher suites.
    DisabledHttpsPart: "what a disabled part of an HTTPS configuration has is checked, and not kept"
        "help.aliyun.com/en/oss/developer-reference/putbuckethttpsconfig requires versions only where the part is enabled";
    /// A domain was bound with a certificate.
    CertificateById: "a certificate of a domain is kept by its id alone, and needs no permission of yundun-cert"
        "help.aliyun.com/en/oss/developer-reference/putcname names three actions of another service, which ossmock lacks";
    /// The statistics of a bucket were requested after something was written to it.
    StatAtOnce: "the statistics of a bucket are those of this second, older versions count, and parts do not count as storage"
        "help.aliyun.com/en/oss/developer-reference/getbucketstat says that they may be an hour old, and nothing of versions";
    /// A RAM user or a role of the owner requested an object of a bucket that charges its callers.
    PayerOfMembers: "RAM users and roles of a bucket's owner need no x-oss-request-payer"
        "the page on requester pays exempts the owner, whose account pays for them";
    /// A `Referer` was compared with a pattern that has no path, or matches a part of it only.
    RefererPatterns: "a pattern of referer rules is for a whole Referer, or for its scheme and host if it has no path"
        "help.aliyun.com/en/oss/user-guide/hotlink-protection has whole domains as patterns; a browser sends a path as well";
    /// A `Referer` had a user, a port or a final dot in its host.
    RefererHostAsWritten: "the user, the port and a final dot of a Referer are compared as they are written"
        "help.aliyun.com/en/oss/user-guide/hotlink-protection has patterns of plain hosts";
    /// A request had several `Referer` headers.
    SeveralReferers: "of several Referer headers, each must pass the referer rules"
        "help.aliyun.com/en/oss/user-guide/hotlink-protection speaks of one";
    /// A request that referer rules would refuse led to an object that it does not name itself.
    RefererOfNamed: "referer rules are not for buckets, keys to delete, and sources of copies"
        "help.aliyun.com/en/oss/user-guide/hotlink-protection speaks of requests for objects";
    /// A list of referer rules had an empty entry.
    EmptyReferer: "an empty Referer in a list of referer rules counts for nothing"
        "alibabacloud-oss-go-sdk-v2: TestBucketReferer (live) sets one, and does not ask what it allows";
    /// The referer rules of a bucket were read.
    TruncatePathShown: "GetBucketReferer shows TruncatePath where it was never set"
        "help.aliyun.com/en/oss/developer-reference/getbucketreferer has the element; the default document predates it";
    /// A request other than a download met referer rules.
    RefererOfAll: "referer rules are for every operation on an object, and for anonymous forms"
        "help.aliyun.com/en/oss/user-guide/hotlink-protection speaks of access to objects";
    /// A request signed in its header read an object at a default domain that forces downloads.
    SignedIsNotForced: "a request that is signed in its header is not forced to download"
        "help.aliyun.com/zh/oss/support/0048-00000203 speaks of anonymous requests and of URLs";
    /// A rule without an error code answered before the object was looked for.
    RuleBeforeObject: "a routing rule without an error code answers whether or not the object exists"
        "help.aliyun.com/en/oss/developer-reference/putbucketwebsite has rules without one, and says nothing of it";
    /// A directory was requested that is an object as well.
    IndexOfDirectoryObject: "a key that ends in a slash leads to the index page, even if it is an object"
        "help.aliyun.com/en/oss/developer-reference/putbucketwebsite: an object whose name ends with / leads to the homepage";
    /// A signed request was answered with the error page.
    ErrorPageForSigned: "the error page of a website answers signed requests as well"
        "aliyun-oss-python-sdk: test_website.py (live) reads the index page by a signed request";
    /// A rule answered with another object of the bucket.
    InternalRedirect: "an Internal redirect answers 200 with another object of the bucket"
        "aliyun-oss-python-sdk: test_website.py (live) sets one, and does not read by it";
    /// A rule without a protocol or a host sent the client on.
    RedirectToSameHost: "a redirect without Protocol or HostName keeps those of the request"
        "help.aliyun.com/en/oss/developer-reference/putbucketwebsite says nothing of it";
    /// A rule sent the client to Alibaba Cloud CDN.
    CdnHeader: "a redirect of the type AliCDN has the header x-oss-redirect-cdn"
        "help.aliyun.com/en/oss/developer-reference/putbucketwebsite has a header, and not its name";
    /// A read with conditions or a range was answered with another object by a website.
    ConditionsOfPages: "conditions and a range count for the objects that a website answers with, and not for its error page"
        "help.aliyun.com/en/oss/developer-reference/putbucketwebsite says nothing of them";
    /// A website sent on a query with a signature.
    QueryWithoutSignature: "the parameters of a signature are not passed on to origins and other hosts"
        "help.aliyun.com/en/oss/developer-reference/putbucketwebsite has queries without a signature";
    /// A website showed an AccessKey for its origin.
    MirrorSecretShown: "GetBucketWebsite hides the secret of MirrorAuth"
        "help.aliyun.com/en/oss/developer-reference/getbucketwebsite says nothing of it";
    /// An object was fetched into a bucket with an encryption rule.
    MirrorUnderRule: "an object that is fetched from an origin is encrypted by the rule of the bucket"
        "AlibabaCloudDocs/oss: the pages on mirrored objects call them objects like others, and one on encryption excepts them";
    /// An object was fetched into a bucket of an archive class.
    MirrorIntoArchive: "an object that is fetched into an archive class is answered once, and restored before the next read"
        "help.aliyun.com/en/oss/developer-reference/putbucketwebsite says nothing of classes";
    /// An object was copied from a bucket that charges its callers.
    PayerOfSource: "the x-oss-request-payer of a copy counts for its source as well"
        "the page on requester pays says nothing of copies";
    /// Another account requested a setting of a bucket that charges its callers.
    PayerOfSettings: "requests for the settings of a bucket need no x-oss-request-payer"
        "the page on requester pays is about objects and lists of them";
    /// Access logging was turned on.
    AccessLogObjects: "OSS itself writes the access log at each full hour, as text/plain, named by the beginning of the hour and encrypted by the rule of the target; an hour without requests has no object, and operations, escapes and secrets are written as ossmock writes them"
        "help.aliyun.com/en/oss/user-guide/logging has the names and the fields, and says nothing of the rest";
    /// Access logging was turned on with a role.
    LoggingRoleUnchecked: "the role of a logging configuration is checked when an object is written, not when it is set"
        "alibabacloud-oss-go-sdk-v2: TestBucketLogging (live) sets a role, and does not see what is written";
    /// Access logging into another bucket was turned on.
    LoggingTargetKey: "the oss:PutObject that logging into another bucket needs is about its prefix and the name of the bucket"
        "help.aliyun.com/en/oss/developer-reference/putbucketlogging names the action on the target, and no object";
    /// The information of a bucket showed where its access log is written.
    LogBucketInInfo: "the information of a bucket shows the target and the prefix of its access log"
        "alibabacloud-oss-go-sdk-v2 has the elements; no source shows them filled";
    /// A bucket was created with an ACL.
    AclOfNewBucket: "creating a bucket with an ACL needs oss:PutBucketAcl as well"
        "help.aliyun.com/zh/oss/user-guide/authorization-syntax-and-elements names oss:PutBucket only";
    /// A request named a version.
    VersionAction: "a request for a version needs the action on versions beside its own"
        "help.aliyun.com/zh/oss/user-guide/authorization-syntax-and-elements names the actions";
    /// A rule with a key was set while KMS permissions are checked.
    KmsPermissionForRule: "setting a rule that names a KMS key needs permissions of KMS"
        "help.aliyun.com/zh/oss/user-guide/server-side-encryption-5 names them, and not when they are checked";
    /// An encryption rule was deleted where none existed.
    NoRuleToDelete: "deleting an encryption rule that is not there succeeds"
        "other configurations of buckets answer 204; no test deletes twice";
    /// An inventory was set that lists.
    InventoryLists: "a list is due at midnight GMT of its days, or at once if it is the only one; it has all values in quotes, times as XML has them, hashes in upper case, newer columns last, and of a delete marker its time alone"
        "help.aliyun.com/en/oss/user-guide/bucket-inventory has the objects and the columns, and says nothing of the rest";
    /// An inventory was set that lists on behalf of a role.
    InventoryRole: "the role of an inventory needs to list its bucket, to read and write objects, and to use the key of the list, and is checked when a list is due"
        "AlibabaCloudDocs/oss: bucket inventory; alibabacloud-oss-python-sdk-v2: its samples say that the role reads the objects and writes the lists";
    /// An inventory was set that lists without an encryption of its own.
    InventoryUnderRule: "an inventory list without an encryption of its own is encrypted by the rule of its destination"
        "AlibabaCloudDocs/oss: PutBucketInventory says nothing of it; the rule is for all that is uploaded";
    /// An inventory was deleted where none existed.
    NoInventoryToDelete: "deleting an inventory that is not there succeeds"
        "other configurations of buckets answer 204; no test deletes twice";
    /// The algorithm of data encryption was empty.
    EmptyDataEncryption: "an empty KMSDataEncryption counts as none"
        "alibabacloud.com/help/en/oss/developer-reference/putbucketencryption: so does an empty key id";
    /// A bucket was created again by its owner.
    BucketCreatedAgain: "creating a bucket again changes what the request mentions, its encryption rule included"
        "alibabacloud.com/help/en/oss/developer-reference/putbucket: its metadata are modified";
    /// A bucket was not deleted because it has old versions.
    VersionsKeepBucket: "a bucket with versions or delete markers only is not empty"
        "help.aliyun.com/en/oss/developer-reference/deletebucket";
    /// A bucket that never kept versions had versioning suspended.
    SuspendedFromTheStart: "a bucket that never kept versions can have versioning suspended"
        "help.aliyun.com/en/oss/developer-reference/putbucketversioning does not exclude it";
    /// A copy was encrypted by the rule of its destination bucket.
    RuleEncryptsCopies: "a copy without encryption headers is encrypted by the rule of the bucket it is written to"
        "alibabacloud.com/help/en/oss/user-guide/server-side-encryption-8: the rule is for all that is uploaded";
    /// A part was copied from an appendable object.
    PartOfAppendable: "a part can be copied from an appendable object"
        "help.aliyun.com/en/oss/developer-reference/uploadpartcopy no longer excludes it, as older copies of the page do";
    /// A multipart upload was initiated under a rule of its bucket.
    RuleAtInitiate: "parts are encrypted by the rule that the bucket had when the upload was begun"
        "help.aliyun.com/en/oss/user-guide/server-side-encryption-8";
    /// A form was signed with V2.
    PostSignatureV2: "a V2 signature of a form is the HMAC-SHA256 of its policy, in base64"
        "help.aliyun.com/en/oss/user-guide/0002-00000703 names the field, and not what is in it";
    /// The policy of a form had a condition on a field that the form lacks.
    PostConditionOnNothing: "a condition on a field that a form lacks compares with the empty text, or for Content-Type with what the file says of itself"
        "help.aliyun.com/en/oss/user-guide/0006-00000227 says nothing of it";
    /// The policy of a V4 form of a session did not mention the security token.
    PostTokenCovered: "the policy of a V4 form says something of its security token as well"
        "help.aliyun.com/zh/oss/user-guide/0006-00000228 names the three other fields";
    /// A form was answered with a redirect.
    RedirectTells: "a form that is redirected tells bucket, key and ETag in the query of the URL"
        "AlibabaCloudDocs/oss: PostObject names the URL, and not what is told there";
    /// A form had a field that its policy does not mention.
    PostFieldOutsidePolicy: "a form may have fields that its policy says nothing of"
        "AlibabaCloudDocs/oss: PostObject has samples with such fields, and help.aliyun.com/zh/oss/user-guide/0006-00000228 refuses three of V4 only";
    /// A request named a traffic limit below the minimum on today's pages.
    SlowTrafficLimit: "a traffic limit from 245760 to 819199 bit/s is accepted"
        "AlibabaCloudDocs/oss: GetObject has 245760 as the least, help.aliyun.com/en/oss/user-guide/0004-00000502 has 819200";
    /// A new bucket was requested in a region without the prefix `oss-`.
    LocationWithoutPrefix: "a LocationConstraint may name the region without `oss-`"
        "clients of S3 write it so";
    /// A client that accepts gzip requested a range of an object that is compressed as a whole.
    RangeStaysPlain: "a request with a Range is not answered in gzip"
        "help.aliyun.com/document_detail/39645.html says what is compressed, and nothing of ranges";
    /// An object was encrypted under a key named by its alias.
    AliasShowsId: "an object encrypted under an alias shows the id of the key"
        "AlibabaCloudDocs/oss: PutObject";
    /// A subresource was repeated.
    FirstOfRepeated: "of a subresource that comes more than once, the first counts"
        "help.aliyun.com/zh/oss/developer-reference says nothing of it";
    /// The older form of `GetObjectMeta` was used.
    MetaByGet: "GetObjectMeta by GET answers the headers of HEAD, with a Content-Length of 0"
        "AlibabaCloudDocs/oss: GetObjectMeta shows the length of the object and no body, which HTTP cannot carry";
    /// A bucket was requested with `HEAD`.
    HeadBucket: "HEAD of a bucket needs oss:GetBucketInfo, or a bucket that everybody may read"
        "aliyun-oss-java-sdk: BucketMetadataTest has the answer; no page has the operation";
    /// A bucket listed its live channels.
    NoLiveChannels: "a list of live channels without any has five elements"
        "AlibabaCloudDocs/oss: ListLiveChannel shows a list with channels; the suites of the SDKs read an empty one";
    /// A bucket of the mainland of China was requested at the acceleration endpoint for other regions.
    OverseasAcceleration: "oss-accelerate-overseas refuses the buckets of the mainland of China as those without transfer acceleration"
        "help.aliyun.com/zh/oss/user-guide/transfer-acceleration says which buckets it is for, and not what the others get";
    /// The deletion of one of several objects was forbidden.
    OneForbiddenDeletion: "one object that the caller may not delete keeps all the others"
        "help.aliyun.com/zh/oss/user-guide/0003-00000204 speaks of one refused request";
    /// A `response-` parameter set a header that is not valid.
    ResponseHeaderPassedOver: "a response- parameter that is no value of a header is passed over"
        "help.aliyun.com/en/oss/developer-reference/getobject says nothing of it";
    /// The status of a policy was requested while public access is blocked.
    PolicyStatusOfBlocked: "whether a bucket policy is public does not depend on whether public access is blocked"
        "help.aliyun.com/en/oss/developer-reference/getbucketpolicystatus";
    /// A bucket showed that its account blocks public access.
    AccountBlockInInfo: "the information of a bucket shows a block of its account as well"
        "help.aliyun.com/zh/oss/user-guide/block-public-access";
    /// A bucket on a CloudBox printed its endpoints.
    CloudBoxEndpoints: "a bucket on a CloudBox prints the endpoint of the box as both of its endpoints"
        "help.aliyun.com/en/oss/user-guide/list-cloudbox-buckets";
    /// A replication rule selected SSE-KMS objects and named no key for the replicas.
    KmsObjectsWithoutKey: "a replication rule that selects SSE-KMS objects without a key for the replicas selects none"
        "alibabacloud-oss-go-sdk-v2: TestBucketReplication sets such a rule; what becomes of the objects is not seen";
    /// A lifecycle rule has several `Not`.
    LifecycleSeveralNots: "a lifecycle rule excepts what any of its Not matches"
        "the types of the SDKs have a list; no page has several";
    /// A lifecycle rule has a date in the future.
    LifecycleFutureDate: "a CreatedBeforeDate in the future is for everything that was written"
        "help.aliyun.com/en/oss/developer-reference/putbucketlifecycle: what was last modified before it";
    /// A lifecycle rule brought an object back to `Standard`.
    LifecycleReturn: "ReturnToStdWhenVisit brings an object back at its first download"
        "help.aliyun.com/en/oss/user-guide/lifecycle-rules-based-on-the-last-access-time does not say how soon";
    /// A download showed when a lifecycle rule will delete the object.
    LifecycleExpirationHeader: "x-oss-expiration is written as x-oss-restore is, with the run that deletes the object"
        "AlibabaCloudDocs/oss: HeadObject has the two values, and no sample";
    /// An object shows when a lifecycle rule moved it.
    LifecycleTransitionHeader: "x-oss-transition-time is shown for ColdArchive and DeepColdArchive only"
        "alibabacloud-oss-go-sdk-v2 has the header, and no condition";
    /// A retention policy was not locked within 24 hours.
    WormExpires: "a retention policy that was not locked within 24 hours is gone, and can still be aborted"
        "help.aliyun.com/en/oss/user-guide/retention-policies says that it expires, and not what is read then";
    /// `DeleteMultipleObjects` left protected objects.
    WormLeavesObjects: "DeleteMultipleObjects answers 200, and leaves out the objects that a retention policy protects"
        "no page has an element for an object that was not deleted";
    /// A new version or a delete marker was added over a protected version.
    WormHidesVersions: "with versioning, protected objects can be hidden by new versions and delete markers, which can be deleted"
        "help.aliyun.com/en/oss/user-guide/retention-policies: both may be configured, and nothing more";
    /// An attribute of a protected object was changed.
    WormKeepsContent: "the ACL, the tags, the restoration and the seal of a protected object can change"
        "help.aliyun.com/en/oss/user-guide/retention-policies lets storage classes change, and says nothing of these";
    /// A protected object was appended to.
    WormForbidsAppend: "nothing can be appended to a protected object"
        "help.aliyun.com/en/oss/user-guide/retention-policies speaks of changes in general";
    /// An archived object was restored again, or for longer.
    RestoreAgain: "restoring an object anew answers 202, and its days count from then"
        "help.aliyun.com/en/oss/developer-reference/restoreobject";
}

impl fmt::Display for Assumption {
    /// Its name.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
