//! `CreateCnameToken`, `GetCnameToken`, `PutCname`, `ListCname` and `DeleteCname`: the domains of a bucket's own.
//!
//! Sources: `help.aliyun.com/en/oss/developer-reference/putcname` and its siblings; the refusal of a domain that is not verified
//! from the live tests of `alibabacloud-oss-go-sdk-v2`, `aliyun-oss-go-sdk` and `alibabacloud-oss-python-sdk-v2`.

use std::sync::Arc;

use super::body::BodyRule;
use super::context::Context;
use super::operate::Operate;
use super::refusals::invalid_argument;
use crate::error::{Assumption, Cause, Refusal};
use crate::wire::text::{http_date, iso_millis};
use crate::wire::xml::Element;
use crate::wire::{Reply, is_own_domain};
use crate::world::{BoundDomain, CnameToken, StoredAccount, World};

pub(crate) struct CreateToken;
pub(crate) struct GetToken;
pub(crate) struct Put;
pub(crate) struct List;
pub(crate) struct Delete;

const ROOT: &str = "BucketCnameConfiguration";

/// The largest number of domains of a bucket.
const MAX_DOMAINS: usize = 100;

/// The domains of the vendor, which no bucket can have.
const RESERVED: [&str; 5] = ["aliyuncs.com", "aliyun.com", "aliyun-inc.com", "taobaocdn.com", "taobao.com"];

/// Checks that a bucket can have a domain.
fn check_domain(domain: &str) -> Result<(), Refusal> {
    let invalid = |cause: Cause| Err(invalid_argument(cause, "Domain", domain));
    let is_below = |end: &&str| domain == *end || domain.strip_suffix(end).is_some_and(|start| start.ends_with('.'));
    match domain {
        _ if domain.len() <= 3 => invalid(Cause::CnameTooShort),
        _ if RESERVED.iter().any(is_below) => invalid(Cause::CnameReserved),
        _ if !is_own_domain(domain) => invalid(Cause::CnameInvalid),
        _ => Ok(()),
    }
}

/// Reads the `Cname` in the body.
fn read<T>(context: &Context<'_>, read: impl FnOnce(&Element<'_>, String) -> Result<T, Refusal>) -> Result<T, Refusal> {
    let root = context.xml(ROOT)?;
    let cname = root.required("Cname")?;
    let domain = cname.required("Domain")?.leaf()?.to_ascii_lowercase();
    read(cname, domain)
}

/// A token, and the domain it is for.
type DomainToken = (String, CnameToken);

fn write_token((domain, token): &DomainToken, context: &Context<'_>) -> Reply {
    Reply::xml("CnameToken", |w| {
        w.leaf("Bucket", context.bucket);
        w.leaf("Cname", domain);
        w.leaf("Token", &token.token);
        w.leaf("ExpireTime", &http_date(token.expires));
    })
}

impl Operate for CreateToken {
    /// The domain.
    type Input = String;
    type Output = DomainToken;

    const BODY: BodyRule = BodyRule::XML;

    fn read(context: &Context<'_>) -> Result<String, Refusal> {
        read(context, |_, domain| check_domain(&domain).map(|()| domain))
    }

    /// Makes a token, unless there is one that is still valid.
    fn apply(domain: String, context: &Context<'_>, world: &mut World) -> Result<DomainToken, Refusal> {
        let tokens = &context.bucket(world)?.settings.cname_tokens;
        if let Some(token) = tokens.get(&domain).filter(|token| token.is_valid(context.now)) {
            return Ok((domain, token.clone()));
        }
        let full = tokens.len() >= MAX_DOMAINS;
        let token = CnameToken::new(world.mint_token(), context.now);
        let tokens = &mut context.bucket_mut(world)?.settings_mut().cname_tokens;
        if full {
            // The bound is ossmock's own: tokens that are over make room.
            tokens.retain(|_, token| token.is_valid(context.now));
            if tokens.len() >= MAX_DOMAINS {
                return Err(Refusal::not_emulated(&format!("more than {MAX_DOMAINS} tokens for domains of a bucket")));
            }
        }
        tokens.insert(domain.clone(), token.clone());
        Ok((domain, token))
    }

    fn write(token: &DomainToken, context: &Context<'_>) -> Reply {
        write_token(token, context)
    }
}

impl Operate for GetToken {
    /// The domain, which is the value of the parameter `cname`.
    type Input = String;
    type Output = DomainToken;

    fn read(context: &Context<'_>) -> Result<String, Refusal> {
        Ok(context.call.query.get("cname").unwrap_or_default().to_ascii_lowercase())
    }

    fn apply(domain: String, context: &Context<'_>, world: &mut World) -> Result<DomainToken, Refusal> {
        let token = context.bucket(world)?.settings.cname_tokens.get(&domain);
        let token = token.filter(|token| token.is_valid(context.now)).cloned();
        let token = token.ok_or_else(|| Refusal::from(Cause::NoSuchCnameToken).with("Cname", &*domain))?;
        Ok((domain, token))
    }

    fn write(token: &DomainToken, context: &Context<'_>) -> Reply {
        write_token(token, context)
    }
}

/// A domain to bind, with the change of its certificate.
pub(crate) struct CnameInput {
    domain: String,
    /// The id of the certificate; `None` leaves the certificate as it is.
    certificate: Option<String>,
    deletes_certificate: bool,
}

impl Operate for Put {
    type Input = CnameInput;
    type Output = ();

    const BODY: BodyRule = BodyRule::XML;

    fn read(context: &Context<'_>) -> Result<CnameInput, Refusal> {
        read(context, |cname, domain| {
            check_domain(&domain)?;
            let mut input = CnameInput { domain, certificate: None, deletes_certificate: false };
            if let Some(configuration) = cname.optional("CertificateConfiguration")? {
                let text = |name: &str| configuration.optional(name).and_then(|it| it.map(Element::leaf).transpose());
                input.certificate = text("CertId")?.filter(|id| !id.is_empty()).map(str::to_owned);
                let deletes = configuration.optional("DeleteCertificate")?;
                input.deletes_certificate = deletes.map_or(Ok(false), Element::flag)?;
                if input.certificate.is_none() && text("Certificate")?.is_some() {
                    return Err(Refusal::not_emulated(
                        "a certificate without a `CertId`, which OSS would upload to the certificate service: bind one by its \
                         `CertId`",
                    ));
                }
                // They are stored nowhere, and ask for nothing in ossmock.
                for name in ["Certificate", "PrivateKey", "PreviousCertId", "Force"] {
                    text(name)?;
                }
                context.call.assume(Assumption::CertificateById);
            }
            Ok(input)
        })
    }

    /// Binds the domain, if its ownership was verified. A domain of the bucket needs that no more.
    fn apply(input: CnameInput, context: &Context<'_>, world: &mut World) -> Result<(), Refusal> {
        let CnameInput { domain, certificate, deletes_certificate } = input;
        let bucket = context.bucket(world)?;
        let before = world.cname(&domain).cloned();
        match &before {
            Some(bound) if bound.bucket == bucket.name => {}
            Some(bound) if world.bucket(&bound.bucket).is_some_and(|other| other.owner == bucket.owner) => {
                return Err(Refusal::not_emulated("a domain of another bucket of the account"));
            }
            Some(_) => return Err(Refusal::from(Cause::CnameDenied).with("Cname", &*domain)),
            None if world.cnames_of(&bucket.name).count() >= MAX_DOMAINS => return Err(Cause::TooManyCname.into()),
            None => check_ownership(&domain, context, world)?,
        }
        let kept = before.and_then(|bound| bound.certificate).filter(|_| !deletes_certificate);
        let bound = BoundDomain {
            bucket: bucket.name.clone(),
            since: context.now,
            certificate: certificate.map(Arc::from).filter(|_| !deletes_certificate).or(kept),
        };
        world.bind_cname(&domain, bound);
        Ok(())
    }

    fn write((): &(), _: &Context<'_>) -> Reply {
        Reply::EMPTY
    }
}

/// Refuses a domain whose DNS does not show a token of the bucket that is valid.
fn check_ownership(domain: &str, context: &Context<'_>, world: &World) -> Result<(), Refusal> {
    let settings = &context.bucket(world)?.settings;
    let token = settings.cname_tokens.get(domain).filter(|token| token.is_valid(context.now));
    if token.is_some() && settings.verified_domains.contains(domain) {
        return Ok(());
    }
    let note = match token {
        None => format!("the bucket has no valid token for `{domain}`: CreateCnameToken comes first"),
        Some(_) => format!(
            "no DNS shows the token: `Bucket::set_verified_domains`, or `verified_domains = [\"{domain}\"]` of the bucket in a \
             world file, says that it does"
        ),
    };
    Err(Refusal::from(Cause::NeedVerifyDomainOwnership).note(note))
}

pub(crate) struct CnameListing {
    owner: Arc<StoredAccount>,
    domains: Vec<(Arc<str>, BoundDomain)>,
}

impl Operate for List {
    type Input = ();
    type Output = CnameListing;

    fn read(_: &Context<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    fn apply((): (), context: &Context<'_>, world: &mut World) -> Result<CnameListing, Refusal> {
        let bucket = context.bucket(world)?;
        Ok(CnameListing {
            owner: world.account(bucket.owner).clone(),
            domains: world.cnames_of(&bucket.name).map(|(domain, bound)| (domain.clone(), bound.clone())).collect(),
        })
    }

    fn write(listing: &CnameListing, context: &Context<'_>) -> Reply {
        Reply::xml("ListCnameResult", |w| {
            w.leaf("Bucket", context.bucket);
            w.leaf("Owner", &listing.owner.id);
            for (domain, bound) in &listing.domains {
                w.group("Cname", |w| {
                    w.leaf("Domain", domain);
                    w.leaf("LastModified", &iso_millis(bound.since));
                    w.leaf("Status", "Enabled");
                    if let Some(id) = &bound.certificate {
                        w.group("Certificate", |w| {
                            w.leaf("Type", "CAS");
                            w.leaf("CertId", id);
                            w.leaf("Status", "Enabled");
                        });
                    }
                });
            }
        })
    }
}

impl Operate for Delete {
    /// The domain.
    type Input = String;
    type Output = ();

    const BODY: BodyRule = BodyRule::XML;

    fn read(context: &Context<'_>) -> Result<String, Refusal> {
        read(context, |_, domain| Ok(domain))
    }

    /// Unbinds the domain. One that the bucket does not have is no error.
    fn apply(domain: String, context: &Context<'_>, world: &mut World) -> Result<(), Refusal> {
        let bucket = context.bucket(world)?.name.clone();
        if world.cname(&domain).is_some_and(|bound| bound.bucket == bucket) {
            world.unbind_cname(&domain);
        }
        Ok(())
    }

    fn write((): &(), _: &Context<'_>) -> Reply {
        Reply::EMPTY
    }
}
