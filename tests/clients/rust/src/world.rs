//! Input of the scripts: the world the server started from, the checks, and the errors.

use std::fs;
use std::sync::LazyLock;

use serde_json::Value;

use crate::variable;

pub struct Credentials {
    pub id: String,
    pub secret: String,
    pub token: Option<String>,
}

impl Credentials {
    fn read(table: &Value) -> Self {
        let token = table.get("security_token").map(text);
        Self { id: text(&table["access_key_id"]), secret: text(&table["access_key_secret"]), token }
    }
}

/// The accounts and users of the world.
pub struct World {
    pub owner: Credentials,
    /// The account's id and name.
    pub account: (String, String),
    pub session: Credentials,
    /// The credentials of the owner of the buckets that the checks of objects use.
    pub store: Credentials,
    ram: Vec<(String, Credentials)>,
}

impl World {
    /// # Panics
    ///
    /// If there is no RAM user of that name.
    #[must_use]
    pub fn ram(&self, name: &str) -> &Credentials {
        &self.ram.iter().find(|(known, _)| known == name).expect("a RAM user of the world file").1
    }
}

pub const REGION: &str = "cn-hangzhou";

pub static WORLD: LazyLock<World> = LazyLock::new(|| {
    let file = fs::read_to_string(variable("OSSMOCK_WORLD")).expect("the world file can be read");
    let world: Value = serde_json::from_str(&file).expect("the world file is JSON");
    assert_eq!(world["region"], REGION, "the region of the world file");
    let account = &world["account"][0];
    let store = world["account"].as_array().and_then(|all| all.iter().find(|account| account["name"] == "store"));
    let users = account["ram_user"].as_array().expect("RAM users");
    World {
        owner: Credentials::read(account),
        account: (text(&account["id"]), text(&account["name"])),
        session: Credentials::read(&account["session"][0]),
        store: Credentials::read(store.expect("the account `store`")),
        ram: users.iter().map(|user| (text(&user["name"]), Credentials::read(user))).collect(),
    }
});

static EXPECTED: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../expected.json")).expect("expected.json is JSON"));

/// Lists the checks for a client: slow ones are for its first column only, and some are for one client.
pub fn checks(client: &str, first: bool) -> Vec<String> {
    let list = |value: &Value| value.as_array().into_iter().flatten().map(text).collect::<Vec<_>>();
    let once = list(&EXPECTED["once"]);
    let all = [list(&EXPECTED["checks"]), list(&EXPECTED["clients"][client]["also"])].concat();
    all.into_iter().filter(|check| first || !once.contains(check)).collect()
}

/// The keys of a check of odd keys.
pub fn keys(check: &str) -> Option<Vec<String>> {
    Some(EXPECTED["keys"].get(check)?.as_array().expect("keys").iter().map(text).collect())
}

/// Status, code, message and EC of an error of the table; no EC is an empty one.
pub fn error(name: &str) -> (u64, String, String, String) {
    let row = &EXPECTED["errors"][name];
    let status = row[0].as_u64().unwrap_or_else(|| panic!("expected.json has no error `{name}`"));
    (status, text(&row[1]), text(&row[2]), row[3].as_str().unwrap_or_default().to_owned())
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is not a text")).to_owned()
}
