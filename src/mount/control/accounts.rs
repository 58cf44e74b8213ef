//! The route that shows the accounts: RAM users, groups, roles, policies, and the ids of AccessKeys. It has no secrets.

use std::sync::Arc;

use serde_json::{Value, json};

use super::plane::Controlled;
use super::reply::{ControlReply, Problem};
use crate::ram::Document;
use crate::wire::Call;
use crate::world::{AccountIx, Holder, Session, StoredAccessKey, StoredAccount, UserGroup, World};

#[expect(clippy::unnecessary_wraps, reason = "the shape of every route")]
pub(super) fn get(control: &Controlled<'_>, _: &Call, _: &str) -> Result<ControlReply, Problem> {
    let world = control.oss.read(World::clone);
    let accounts = world.accounts().map(|(ix, account)| shown(&world, ix, account)).collect::<Value>();
    Ok(ControlReply::Json(json!({ "accounts": accounts })))
}

fn shown(world: &World, ix: AccountIx, account: &StoredAccount) -> Value {
    let users = world.users(ix).map(|(user, facts)| {
        json!({
            "name": facts.name,
            "id": facts.id,
            "access_key": access_key(world.key_of(Holder::from((ix, user)))),
            "policies": policies(&facts.policies),
        })
    });
    let groups = account.groups.iter().map(|group| {
        let UserGroup { group, members } = &**group;
        json!({
            "name": group.name,
            "members": members.iter().map(|user| account.user(*user).name.to_string()).collect::<Value>(),
            "policies": policies(&group.policies),
        })
    });
    let roles = world.roles(ix).map(|(role, facts)| {
        let sessions = world.sessions_of_role(ix, role).map(|(key, session, of_role)| {
            let policy = of_role.policy.as_ref().map(|policy| policy.written());
            json!({ "name": of_role.name, "access_key": session_key(key, session), "policy": policy })
        });
        json!({
            "name": facts.name,
            "policies": policies(&facts.policies),
            "sessions": sessions.collect::<Value>(),
        })
    });
    json!({
        "name": account.name,
        "id": account.id,
        "suspended": account.suspended,
        "forbid_v1": account.v1_forbidden,
        "block_public_access": account.block_public_access,
        "access_key": access_key(world.key_of(Holder::from(ix))),
        "ram_users": users.collect::<Value>(),
        "groups": groups.collect::<Value>(),
        "roles": roles.collect::<Value>(),
        "sessions": world.sessions(ix).map(|(key, session)| session_key(key, session)).collect::<Value>(),
    })
}

/// An AccessKey without its secret.
fn access_key(key: &StoredAccessKey) -> Value {
    json!({ "id": key.id, "enabled": key.enabled, "sources": key.sources, "expires": null })
}

/// The AccessKey of a session, without its secret and its token.
fn session_key(key: &StoredAccessKey, session: &Session) -> Value {
    let mut shown = access_key(key);
    shown["expires"] = session.expires.to_string().into();
    shown
}

fn policies(policies: &[Arc<Document>]) -> Value {
    policies.iter().map(|policy| json!(policy.written())).collect()
}
