//! Every field of every request to the control plane: a wrong type and a wrong value are refused with its name.

use bytes::Bytes;
use http::{Method, Request};
use serde_json::{Map, Value, json};

use super::control::{ask, get, plain, post, put_world, server};
use super::schema::resolve;

/// A request of the document with one field or parameter that is wrong.
struct Mistake {
    field: String,
    request: Request<Bytes>,
}

/// Values that are not of a type, whatever they are.
fn of_other_types(types: &Value) -> Vec<Value> {
    let is = |name: &str| types == name || types.as_array().is_some_and(|types| types.contains(&name.into()));
    let all = [("string", json!("wrong")), ("integer", json!(7)), ("boolean", json!(true)), ("array", json!([[]]))];
    let all = all.into_iter().chain([("object", json!({ "wrong": {} }))]);
    // A whole number is a number, too.
    let fits = |name: &str| is(name) || (name == "integer" && is("number"));
    all.filter(|(name, _)| !fits(name)).map(|(_, value)| value).collect()
}

/// Values of the type that are not allowed, if the schema says which are.
fn of_the_type(schema: &Value) -> Vec<Value> {
    let mut wrong = Vec::new();
    if schema["enum"].is_array() {
        wrong.push(if schema["type"] == "boolean" { json!(false) } else { json!("wrong") });
    }
    if let Some(least) = schema["minimum"].as_i64() {
        wrong.push(json!(least - 1));
    }
    if let Some(most) = schema["maximum"].as_i64() {
        wrong.push(json!(most + 1));
    }
    if matches!(schema["format"].as_str(), Some("date-time" | "duration")) {
        wrong.push(json!("wrong"));
    }
    wrong
}

/// Copies of a body with one field wrong, each with the name of the field.
fn spoiled(document: &Value, schema: &Value, body: &Map<String, Value>) -> Vec<(String, Value)> {
    let mut all = Vec::new();
    let schema = resolve(document, schema);
    let mut body = body.clone();
    if schema["properties"]["in_order"].is_object() {
        // Instead of the `call` of the example.
        body.insert("in_order".to_owned(), json!([{}]));
        body.remove("call");
    }
    for (field, inner) in schema["properties"].as_object().into_iter().flatten() {
        let inner = resolve(document, inner);
        let mut wrong = of_the_type(inner);
        wrong.extend(of_other_types(&inner["type"]));
        for value in wrong {
            let mut body = body.clone();
            body.remove(if field == "call" { "in_order" } else { "" });
            if schema["maxProperties"] == 1 {
                body.clear();
            }
            body.insert(field.clone(), value);
            all.push((field.clone(), Value::Object(body)));
        }
        let within = inner["items"].is_object().then(|| resolve(document, &inner["items"]));
        let (inner, is_list) = within.map_or((inner, false), |items| (items, true));
        if inner["properties"].is_object() {
            let whole = whole(document, inner);
            for (name, value) in spoiled(document, inner, &whole) {
                let mut body = body.clone();
                body.remove(if field == "call" { "in_order" } else { "" });
                if schema["maxProperties"] == 1 {
                    body.clear();
                }
                body.insert(field.clone(), if is_list { json!([value]) } else { value });
                all.push((name, Value::Object(body)));
            }
        }
    }
    all
}

/// An object with all required fields.
fn whole(document: &Value, schema: &Value) -> Map<String, Value> {
    let names = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let value = |name: &str| {
        let inner = resolve(document, &schema["properties"][name]);
        match (inner["type"].as_str(), &inner["example"]) {
            (_, Value::String(example)) => json!(example),
            (Some("integer"), _) => json!(inner["minimum"].as_u64().unwrap_or(1)),
            _ => json!("x"),
        }
    };
    names.map(|name| (name.to_owned(), value(name))).collect()
}

fn mistakes(document: &Value) -> Vec<Mistake> {
    let mut all = Vec::new();
    for (path, methods) in document["paths"].as_object().expect("paths") {
        for (method, operation) in methods.as_object().expect("methods") {
            let method: Method = method.to_ascii_uppercase().parse().expect("a method");
            let parameters: Vec<&Value> = operation["parameters"].as_array().into_iter().flatten().collect();
            let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let query = |except: &str, value: &str| {
                let others = parameters.iter().filter(|parameter| parameter["required"] == true);
                let others = others.filter(|parameter| parameter["name"] != except);
                let mut pairs: Vec<String> = others
                    .map(|parameter| format!("{}={}", text(&parameter["name"]), text(&parameter["example"])))
                    .collect();
                if !except.is_empty() {
                    pairs.push(format!("{except}={value}"));
                }
                if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) }
            };
            for parameter in &parameters {
                let (name, schema) = (text(&parameter["name"]), resolve(document, &parameter["schema"]));
                let mut wrong = of_the_type(schema);
                if schema["type"] != "string" {
                    wrong.push(json!("wrong"));
                }
                for value in wrong {
                    let target = format!("{path}{}", query(&name, &text(&value)));
                    all.push(Mistake { field: name.clone(), request: plain(method.clone(), &target) });
                }
            }
            let content = &operation["requestBody"]["content"]["application/json"];
            let Some(example) = content["example"].as_object() else { continue };
            for (field, body) in spoiled(document, &content["schema"], example) {
                let request = Request::builder().method(&method).uri(format!("{path}{}", query("", "")));
                let request = request.header("Content-Type", "application/json");
                all.push(Mistake { field, request: request.body(body.to_string().into()).expect("a request") });
            }
        }
    }
    all
}

#[tokio::test]
async fn a_field_of_a_wrong_type_or_value_is_named() {
    let server = server().await;
    let (_, document) = ask(&server, get("openapi.json")).await;
    let before = server.snapshot();
    let all = mistakes(&document);
    assert!(all.len() > 250, "{} mistakes", all.len());
    let mut wrong = Vec::new();
    for Mistake { field, request } in all {
        // A world says the line and the column.
        let is_world = request.uri().path().ends_with("/world");
        let sent = format!("{} {}", request.uri(), String::from_utf8_lossy(request.body()));
        let (status, answer) = ask(&server, request).await;
        let problem = answer["problem"].as_str().unwrap_or_default();
        let of_serde = ["u16", "u64", "usize", "struct ", "variant", "sequence", " map"];
        let is_plain = is_world || !of_serde.iter().any(|word| problem.contains(word));
        let is_named = problem.contains(&format!("`{field}`")) || problem.contains(&format!("{field}`")) || is_world;
        if status != 400 || !is_named || !is_plain {
            wrong.push(format!("`{field}`: {sent}: {status} {problem}"));
        }
    }
    assert!(wrong.is_empty(), "{} are not named:\n{}", wrong.len(), wrong.join("\n"));
    server.assert_unchanged_since(&before);
}

#[tokio::test]
async fn a_parameter_that_is_unknown_or_missing_is_named() {
    let server = server().await;
    let (_, document) = ask(&server, get("openapi.json")).await;
    let before = server.snapshot();
    let mut asked = 0;
    for (path, methods) in document["paths"].as_object().expect("paths") {
        for (method, operation) in methods.as_object().expect("methods").iter().filter(|(method, _)| *method != "head")
        {
            let parameters: Vec<&Value> = operation["parameters"].as_array().into_iter().flatten().collect();
            let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let names: Vec<String> = parameters.iter().map(|it| format!("`{}`", text(&it["name"]))).collect();
            let content = operation["requestBody"]["content"].as_object().and_then(|content| content.iter().next());
            let request = |query: &str| {
                let request = Request::builder().method(&*method.to_ascii_uppercase()).uri(format!("{path}?{query}"));
                let (media, body) = match content {
                    Some((media, content)) => (media.as_str(), text(&content["example"])),
                    None => ("", String::new()),
                };
                let request = if media.is_empty() { request } else { request.header("Content-Type", media) };
                request.body(Bytes::from(body)).expect("a request")
            };
            let all = match &*names {
                [] => "no parameters are taken here".to_owned(),
                names => format!("there are {}", names.join(", ")),
            };
            let (status, answer) = ask(&server, request("lmit=1")).await;
            let problem = format!("there is no parameter `lmit`: {all}");
            assert_eq!((status, answer["problem"].as_str()), (400, Some(&*problem)), "{method} {path}");
            for missing in parameters.iter().filter(|parameter| parameter["required"] == true) {
                let others = parameters.iter().filter(|it| it["required"] == true && it["name"] != missing["name"]);
                let query: Vec<String> =
                    others.map(|it| format!("{}={}", text(&it["name"]), text(&it["example"]))).collect();
                let (status, answer) = ask(&server, request(&query.join("&"))).await;
                let problem = answer["problem"].as_str().unwrap_or_default();
                let name = format!("`{}`", text(&missing["name"]));
                assert!(status == 400 && problem.contains(&name), "{method} {path} without {name}: {status} {problem}");
                asked += 1;
            }
        }
    }
    assert!(asked > 5, "{asked} parameters are required");
    let long = format!("journal?{}=1", "x".repeat(2_000));
    let (_, answer) = ask(&server, get(&long)).await;
    assert!(answer["problem"].as_str().is_some_and(|problem| problem.len() < 400), "{answer}");
    server.assert_unchanged_since(&before);
}

#[tokio::test]
async fn a_setting_of_a_wrong_type_is_named() {
    let server = server().await;
    server.create_account("forms").create_bucket("forms");
    let before = server.snapshot();
    for (settings, problem) in [
        (json!({ "tags": 7 }), "`tags` is an object, and the number `7` was given"),
        (json!({ "tags": { "a": 7 } }), "`tags.a` is a string, and the number `7` was given"),
        (json!({ "referer": { "allowed": "x" } }), "`referer.allowed` is a list, and the string \"x\" was given"),
        (json!({ "website": { "sub_dirs": "x" } }), "`website.sub_dirs`: there is no `x`: there are "),
        (json!({ "website": { "index": 7 } }), "`website.index` is a string, and the number `7` was given"),
        (json!({ "website": { "rules": [7] } }), "`website.rules[0]` is "),
        (
            json!({ "block_public_access": "no" }),
            "`block_public_access` is `true` or `false`, and the string \"no\" was given",
        ),
    ] {
        let (status, answer) = ask(&server, post("settings?bucket=forms", &settings)).await;
        let told = answer["problem"].as_str().unwrap_or_default();
        assert!(status == 400 && told.starts_with(problem), "{settings}: {status} {told}");
        assert!(answer["line"] == 1 && answer["column"].as_u64() > Some(1), "{answer}");
        let mut world = json!({ "account": [{ "name": "a", "bucket": [{ "name": "b" }, settings] }] });
        world["account"][0]["bucket"][1]["name"] = json!("c");
        let (status, answer) = ask(&server, put_world("application/json", &world.to_string())).await;
        let told = answer["problem"].as_str().unwrap_or_default();
        let problem = problem.replacen('`', "`account[0].bucket[1].", 1);
        assert!(status == 400 && told.starts_with(&problem), "{world}: {status} {told}");
    }
    server.assert_unchanged_since(&before);
}

#[tokio::test]
async fn an_effect_is_exactly_one() {
    let server = server().await;
    let (_, answer) = ask(&server, post("faults", &json!({ "effect": "close" }))).await;
    assert_eq!(answer["problem"], "`effect.close` is a member with a value, and only its name was given");
    for effect in [json!({}), json!({ "close": {}, "error": "ServiceUnavailable" }), json!([]), json!(7)] {
        let (status, answer) = ask(&server, post("faults", &json!({ "effect": effect }))).await;
        let problem = answer["problem"].as_str().unwrap_or_default();
        assert!(
            status == 400 && problem.starts_with("`effect` is an object with exactly one member"),
            "{effect}: {answer}"
        );
    }
}
