//! Recorded requests as data: how `requests.toml` of an example is read, sent and checked.

use std::collections::BTreeMap;

use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::client::{Connection, Reply, request};

#[derive(Deserialize)]
pub(crate) struct Script {
    pub(crate) request: Vec<Step>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Step {
    pub(crate) name: String,
    #[serde(default = "get")]
    method: String,
    path: String,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    body: Option<String>,
    json: Option<String>,
    form: Option<BTreeMap<String, String>>,
    multipart: Option<Vec<Part>>,
    fill: Option<usize>,
    sign: Option<Sign>,
    stop_after: Option<String>,
    #[serde(default)]
    capture: BTreeMap<String, String>,
    #[serde(default)]
    expect: Expect,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Part {
    name: String,
    filename: Option<String>,
    #[serde(rename = "type")]
    media: Option<String>,
    value: Option<String>,
    fill: Option<usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sign {
    secret: String,
    age: i64,
    #[serde(default = "signature_header")]
    header: String,
}

fn signature_header() -> String {
    "x-signature".to_owned()
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Expect {
    status: Option<u16>,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    #[serde(default)]
    contains: BTreeMap<String, String>,
    #[serde(default)]
    absent: Vec<String>,
    #[serde(default)]
    json: BTreeMap<String, toml::Value>,
    body: Option<String>,
    #[serde(default)]
    has: Vec<String>,
    #[serde(default)]
    lacks: Vec<String>,
}

fn get() -> String {
    "GET".to_owned()
}

/// Values that earlier answers left behind.
pub(crate) type Captured = BTreeMap<String, String>;

fn fill_in(text: &str, captured: &Captured) -> String {
    captured
        .iter()
        .fold(text.to_owned(), |text, (name, value)| {
            text.replace(&format!("{{{{{name}}}}}"), value)
        })
}

impl Step {
    /// Sends the request and returns what is wrong with its answer.
    pub(crate) fn play(&self, port: u16, captured: &mut Captured) -> Vec<String> {
        let (media, body) = self.body(captured);
        let mut headers: Vec<(String, String)> = self
            .headers
            .iter()
            .map(|(name, value)| (name.clone(), fill_in(value, captured)))
            .collect();
        let typed = headers
            .iter()
            .any(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        if let (Some(media), false) = (media, typed) {
            headers.push(("content-type".into(), media));
        }
        if let Some(sign) = &self.sign {
            headers.push((sign.header.clone(), sign.value(&body)));
        }
        let borrowed: Vec<(&str, &str)> = headers
            .iter()
            .map(|(n, v)| (n.as_str(), v.as_str()))
            .collect();
        let mut connection = Connection::open(port);
        connection.write(&request(
            &self.method,
            &fill_in(&self.path, captured),
            &borrowed,
            &body,
        ));
        if let Some(text) = &self.stop_after {
            return self.read_until(&mut connection, text);
        }
        let Some(reply) = connection.read(self.method == "HEAD") else {
            return vec!["there was no answer".to_owned()];
        };
        let faults = self.expect.check(&reply, captured);
        self.keep(&reply, captured);
        faults
    }

    fn read_until(&self, connection: &mut Connection, text: &str) -> Vec<String> {
        loop {
            let seen = String::from_utf8_lossy(connection.pending()).into_owned();
            if seen.contains(text) {
                let missing = self.expect.has.iter().filter(|part| !seen.contains(*part));
                return missing
                    .map(|part| format!("the stream lacks {part:?}"))
                    .collect();
            }
            if !connection.fill() {
                return vec![format!("the stream ended without {text:?}:\n{seen}")];
            }
        }
    }

    fn body(&self, captured: &Captured) -> (Option<String>, Vec<u8>) {
        if let Some(text) = &self.body {
            return (None, fill_in(text, captured).into_bytes());
        }
        if let Some(text) = &self.json {
            return (
                Some("application/json".into()),
                fill_in(text, captured).into_bytes(),
            );
        }
        if let Some(fields) = &self.form {
            let pairs: Vec<String> = fields
                .iter()
                .map(|(name, value)| {
                    format!("{}={}", encode(name), encode(&fill_in(value, captured)))
                })
                .collect();
            let media = "application/x-www-form-urlencoded".to_owned();
            return (Some(media), pairs.join("&").into_bytes());
        }
        if let Some(parts) = &self.multipart {
            return multipart(parts);
        }
        (None, vec![b'a'; self.fill.unwrap_or(0)])
    }

    fn keep(&self, reply: &Reply, captured: &mut Captured) {
        for (name, source) in &self.capture {
            let value =
                match source.split_once(':') {
                    Some(("json", path)) => json_of(reply)
                        .and_then(|json| look_up(&json, path))
                        .map(|value| {
                            value
                                .as_str()
                                .map_or_else(|| value.to_string(), ToOwned::to_owned)
                        }),
                    Some(("header", header)) => reply.header(header).map(ToOwned::to_owned),
                    Some(("cookie", cookie)) => cookie_of(reply, cookie),
                    _ => None,
                };
            captured.insert(name.clone(), value.unwrap_or_default());
        }
    }
}

impl Sign {
    fn value(&self, body: &[u8]) -> String {
        let now = std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .map_or(0, |time| time.as_secs() as i64);
        let time = now - self.age;
        let mut message = format!("{time}.").into_bytes();
        message.extend_from_slice(body);
        let mac = hmac_sha256(self.secret.as_bytes(), &message);
        let hex: String = mac.iter().map(|byte| format!("{byte:02x}")).collect();
        format!("t={time},v1={hex}")
    }
}

/// RFC 2104 with SHA-256, for keys up to a block.
fn hmac_sha256(key: &[u8], message: &[u8]) -> Vec<u8> {
    let mut block = [0_u8; 64];
    block[..key.len()].copy_from_slice(key);
    let keyed = |pad: u8, data: &[u8]| {
        let mut hash = Sha256::new();
        hash.update(block.map(|byte| byte ^ pad));
        hash.update(data);
        hash.finalize().to_vec()
    };
    keyed(0x5c, &keyed(0x36, message))
}

fn encode(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
                char::from(byte).to_string()
            }
            b' ' => "+".to_owned(),
            byte => format!("%{byte:02X}"),
        })
        .collect()
}

fn multipart(parts: &[Part]) -> (Option<String>, Vec<u8>) {
    const BOUNDARY: &str = "----boundary-of-the-test";
    let mut body = Vec::new();
    for part in parts {
        let mut head = format!(
            "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{}\"",
            part.name
        );
        if let Some(filename) = &part.filename {
            head.push_str(&format!("; filename=\"{filename}\""));
        }
        if let Some(media) = &part.media {
            head.push_str(&format!("\r\ncontent-type: {media}"));
        }
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(b"\r\n\r\n");
        match &part.value {
            Some(value) => body.extend_from_slice(value.as_bytes()),
            None => body.extend(std::iter::repeat_n(b'a', part.fill.unwrap_or(0))),
        }
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    (
        Some(format!("multipart/form-data; boundary={BOUNDARY}")),
        body,
    )
}

impl Expect {
    fn check(&self, reply: &Reply, captured: &Captured) -> Vec<String> {
        let mut faults = Vec::new();
        if self.status.is_some_and(|status| status != reply.status) {
            faults.push(format!(
                "status {} instead of {:?}",
                reply.status, self.status
            ));
        }
        for (name, value) in &self.headers {
            let wanted = fill_in(value, captured);
            let found = joined(reply, name);
            if found.as_deref() != Some(&wanted) {
                faults.push(format!("{name}: {found:?} instead of {wanted:?}"));
            }
        }
        for (name, part) in &self.contains {
            let found = joined(reply, name).unwrap_or_default();
            if !found.contains(&fill_in(part, captured)) {
                faults.push(format!("{name}: {found:?} lacks {part:?}"));
            }
        }
        for name in self
            .absent
            .iter()
            .filter(|name| joined(reply, name).is_some())
        {
            faults.push(format!("{name} is there"));
        }
        self.check_body(reply, captured, &mut faults);
        faults
    }

    fn check_body(&self, reply: &Reply, captured: &Captured, faults: &mut Vec<String>) {
        let text = reply.text();
        if let Some(body) = &self.body {
            let wanted = fill_in(body, captured);
            if text != wanted {
                faults.push(format!("body {text:?} instead of {wanted:?}"));
            }
        }
        for part in &self.has {
            if !text.contains(&fill_in(part, captured)) {
                faults.push(format!("the body lacks {part:?}: {text:?}"));
            }
        }
        for part in self.lacks.iter().filter(|part| text.contains(*part)) {
            faults.push(format!("the body holds {part:?}"));
        }
        if self.json.is_empty() {
            return;
        }
        let Some(json) = json_of(reply) else {
            faults.push(format!("the body is not JSON: {text:?}"));
            return;
        };
        for (path, wanted) in &self.json {
            let wanted = as_json(wanted, captured);
            let found = look_up(&json, path);
            if found.as_ref() != Some(&wanted) {
                faults.push(format!("{path}: {found:?} instead of {wanted}"));
            }
        }
    }
}

fn joined(reply: &Reply, name: &str) -> Option<String> {
    let values: Vec<&str> = reply
        .headers
        .iter()
        .filter(|(key, _)| key.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.as_str())
        .collect();
    (!values.is_empty()).then(|| values.join(", "))
}

fn json_of(reply: &Reply) -> Option<serde_json::Value> {
    serde_json::from_slice(&reply.body).ok()
}

/// `items.0.name`, `items.length`, or the whole for an empty path.
fn look_up(json: &serde_json::Value, path: &str) -> Option<serde_json::Value> {
    let mut at = json;
    for step in path.split('.').filter(|step| !step.is_empty()) {
        at = match at {
            serde_json::Value::Array(items) if step == "length" => return Some(items.len().into()),
            serde_json::Value::Array(items) => items.get(step.parse::<usize>().ok()?)?,
            serde_json::Value::Object(entries) => entries.get(step)?,
            _ => return None,
        };
    }
    Some(at.clone())
}

fn as_json(value: &toml::Value, captured: &Captured) -> serde_json::Value {
    match value {
        toml::Value::String(text) => fill_in(text, captured).into(),
        toml::Value::Integer(number) => (*number).into(),
        toml::Value::Float(number) => (*number).into(),
        toml::Value::Boolean(boolean) => (*boolean).into(),
        toml::Value::Array(items) => items.iter().map(|item| as_json(item, captured)).collect(),
        toml::Value::Table(entries) => entries
            .iter()
            .map(|(name, value)| (name.clone(), as_json(value, captured)))
            .collect(),
        toml::Value::Datetime(time) => time.to_string().into(),
    }
}

fn cookie_of(reply: &Reply, name: &str) -> Option<String> {
    let wanted = format!("{name}=");
    reply
        .headers
        .iter()
        .filter(|(key, _)| key == "set-cookie")
        .find_map(|(_, value)| value.strip_prefix(wanted.as_str()))
        .map(|rest| rest.split(';').next().unwrap_or("").to_owned())
}
