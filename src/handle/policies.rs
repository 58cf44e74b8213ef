//! Attachment of policies to RAM users, groups and roles.

use crate::ram::{Document, PolicyError};

/// The most characters of a policy. Assumed: pages of different years say 2,048, 4,096 and 6,144.
///
/// Source: `alibabacloud.com/help/doc-detail/93745.htm` (limits of RAM).
const MAX_CHARACTERS: usize = 6_144;

/// Reads a policy that a test attaches as JSON.
pub(super) fn read(json: &str) -> Result<Document, PolicyError> {
    let characters = json.chars().count();
    if characters > MAX_CHARACTERS {
        return Err(PolicyError::new(
            ".",
            format!("{characters} characters are more than the {MAX_CHARACTERS} of RAM"),
        ));
    }
    json.parse()
}

/// Implements `allow`, `deny`, `attach_policy`, `policies` and `detach_policies` of a handle, given the place of its policies in the
/// world, and the most policies RAM attaches to it.
macro_rules! attaches_policies {
    ($handle:ident, $most:literal, $self:ident, $world:ident, $place:pat, $get:expr, $get_mut:expr) => {
        impl $handle {
            /// Attaches a policy with one allowing statement. Wildcards are `*` and `?`.
            ///
            /// # Panics
            ///
            /// If the action is not of the form `oss:PutBucketEncryption`, or the resource not of the form `acs:oss:*:*:logs`
            /// (or `*`).
            #[track_caller]
            pub fn allow(&$self, action: &str, resource: &str) -> Self {
                $self.attach(Document::single(Effect::Allow, action, resource))
            }

            /// Attaches a policy with one denying statement, which overrides all that allow.
            ///
            /// # Panics
            ///
            #[doc = concat!("As [`", stringify!($handle), "::allow`].")]
            #[track_caller]
            pub fn deny(&$self, action: &str, resource: &str) -> Self {
                $self.attach(Document::single(Effect::Deny, action, resource))
            }

            /// Attaches a policy document, as JSON.
            ///
            /// # Panics
            ///
            /// If it is not a valid [`Document`] (the message names the place in it) or has more than 6,144 characters, or if
            #[doc = concat!("there are ", stringify!($most), " policies attached: RAM takes no more.")]
            #[track_caller]
            pub fn attach_policy(&$self, json: &str) -> Self {
                let attached = $self.policies().len();
                assert!(attached < $most, "{attached} policies are attached, and RAM takes no more than {}", $most);
                $self.attach(policies::read(json))
            }

            #[track_caller]
            fn attach(&$self, policy: Result<Document, PolicyError>) -> Self {
                let policy = or_panic(policy);
                or_panic($self.oss.read(|world| world.check_policy(&policy)));
                $self.attach_document(policy);
                $self.clone()
            }

            #[track_caller]
            pub(crate) fn attach_document(&$self, policy: Document) {
                $self.change(|$world, $place, _| $get_mut.push(Arc::new(policy)));
            }

            /// The attached policies, in the order they were attached.
            #[must_use]
            #[track_caller]
            pub fn policies(&$self) -> Vec<Arc<Document>> {
                $self.read(|$world, $place| $get.clone())
            }

            /// Detaches all policies.
            #[track_caller]
            pub fn detach_policies(&$self) {
                $self.change(|$world, $place, _| $get_mut.clear());
            }
        }
    };
}
pub(super) use attaches_policies;
