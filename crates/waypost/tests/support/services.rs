//! What runs beside the server of a recorded project: the services its `project.toml` names, each on
//! a free port of loopback, told to the routes by environment variables.
//!
//! A service is the same for Next.js and for waypost, and its port has a name in what is recorded.

use super::databases::{MariaDb, Postgres, Redis};
use super::exchange::Answer;
use super::mock_http::MockHttp;
use super::mock_smtp::MockSmtp;
use super::project::Project;

/// A service that runs until it is dropped.
pub(crate) trait Service: Send {
    /// What stands for its port in a recorded answer, such as `HTTP`.
    fn name(&self) -> &'static str;
    fn port(&self) -> u16;
    /// Environment variables that tell the routes where it is.
    fn env(&self) -> Vec<(String, String)>;
}

/// The services of a project.
pub(crate) struct Services {
    running: Vec<Box<dyn Service>>,
    hide: Vec<String>,
}

impl Services {
    /// Starts what the project asks for.
    pub(crate) fn start(project: &Project) -> Self {
        let running: Vec<Box<dyn Service>> = project
            .services
            .iter()
            .map(|name| start(name, project))
            .collect();
        let hide = project.hide.clone();
        Self { running, hide }
    }

    /// Environment variables that tell the project where they are.
    pub(crate) fn env(&self) -> impl Iterator<Item = (String, String)> {
        self.running.iter().flat_map(|service| service.env())
    }

    /// Puts names in the place of ports, and of the values the project hides: those differ from
    /// run to run.
    pub(crate) fn settle(&self, answer: &mut Answer) {
        let headers = answer.headers.iter_mut().map(|(_, value)| value);
        for text in headers.chain(&mut answer.body) {
            for service in &self.running {
                let port = format!(":{}", service.port());
                *text = text.replace(&port, &format!(":{}", service.name()));
            }
            for before in &self.hide {
                *text = without_values(text, before);
            }
        }
    }
}

/// The text with `(hidden)` in the place of every value that stands after `before`.
fn without_values(text: &str, before: &str) -> String {
    let mut parts = text.split(before);
    let mut result = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find([';', '"', '&', ',', ' ']).unwrap_or(part.len());
        // `Sat, 26 Dec 2026 20:39:41 GMT`
        let is_date = part.get(26..29) == Some("GMT");
        let end = if is_date { 29 } else { end };
        let value = if end == 0 { "" } else { "(hidden)" };
        result.push_str(before);
        result.push_str(value);
        result.push_str(&part[end..]);
    }
    result
}

fn start(name: &str, project: &Project) -> Box<dyn Service> {
    match name {
        "http" => Box::new(MockHttp::start(&project.folder.join("upstream"))),
        "mariadb" => Box::new(MariaDb::start()),
        "postgres" => Box::new(Postgres::start()),
        "redis" => Box::new(Redis::start()),
        "smtp" => Box::new(MockSmtp::start()),
        _ => panic!("{}/project.toml: no service {name:?}", project.name),
    }
}
