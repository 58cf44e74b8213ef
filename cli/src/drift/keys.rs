//! The credentials of a run, from environment variables.

use std::env;

use ossmock::Credentials;

/// Returns the environment variable that holds the credentials of a signer.
pub fn variable(owner: &str, by: &str) -> String {
    if by == owner {
        return OWNER.to_owned();
    }
    let name = by.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' });
    format!("OSSMOCK_KEY_{}", name.collect::<String>())
}

/// The name that stands for the usual variables.
pub const OWNER: &str = "OSS_ACCESS_KEY_ID";

/// Reads the credentials in a variable.
pub fn credentials(variable: &str) -> Option<Credentials> {
    let said = |name: &str| env::var(name).ok().filter(|value| !value.is_empty());
    if variable == OWNER {
        let usual = |id: &str, secret: &str, token: &str| {
            Some(Credentials {
                access_key_id: said(id)?,
                access_key_secret: said(secret)?,
                security_token: said(token),
            })
        };
        return usual(OWNER, "OSS_ACCESS_KEY_SECRET", "OSS_SESSION_TOKEN").or_else(|| {
            usual("ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_ACCESS_KEY_SECRET", "ALIBABA_CLOUD_SECURITY_TOKEN")
        });
    }
    let value = said(variable)?;
    let mut parts = value.splitn(3, ':').map(str::to_owned);
    Some(Credentials { access_key_id: parts.next()?, access_key_secret: parts.next()?, security_token: parts.next() })
}
