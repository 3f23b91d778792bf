//! The recorded projects of `tests/next` and `tests/packages`: their files, requests and recorded
//! answers.

use super::exchange::{self, Exchange};
use super::server::copy_directory;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The versions of Next.js that are recorded, as `(major, exact)`.
pub(crate) const VERSIONS: [(u32, &str); 3] = [(14, "14.2.35"), (15, "15.5.29"), (16, "16.4.6")];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    /// What the project shows, in a sentence.
    #[serde(rename = "title")]
    _title: String,
    versions: Vec<u32>,
    /// Environment of build and server.
    #[serde(default)]
    env: BTreeMap<String, String>,
    /// What runs beside the server; see `support/services.rs`.
    #[serde(default)]
    services: Vec<String>,
    /// What stands before values that differ from run to run; see `support/services.rs`.
    #[serde(default)]
    hide: Vec<String>,
}

pub(crate) struct Project {
    pub(crate) name: String,
    pub(crate) folder: PathBuf,
    pub(crate) versions: Vec<u32>,
    pub(crate) env: BTreeMap<String, String>,
    pub(crate) services: Vec<String>,
    pub(crate) hide: Vec<String>,
    pub(crate) exchanges: Vec<Exchange>,
}

/// `tests/next`
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/next")
}

/// All projects of `tests/next` whose name contains `only`, by name.
pub(crate) fn all(only: &str) -> Vec<Project> {
    all_in(&root(), only)
}

/// All projects of a folder whose name contains `only`, by name.
pub(crate) fn all_in(root: &Path, only: &str) -> Vec<Project> {
    let mut folders: Vec<PathBuf> = fs::read_dir(root)
        .expect("the folder of projects is readable")
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.join("project.toml").exists())
        .collect();
    folders.sort();
    let projects = folders.into_iter().map(Project::read);
    projects.filter(|it| it.name.contains(only)).collect()
}

impl Project {
    fn read(folder: PathBuf) -> Self {
        let name = folder.file_name().unwrap_or_default();
        let name = name.to_string_lossy().into_owned();
        let text = |file: &str| {
            fs::read_to_string(folder.join(file)).unwrap_or_else(|error| {
                panic!("{name}/{file}: {error}");
            })
        };
        let settings: Settings = toml::from_str(&text("project.toml"))
            .unwrap_or_else(|error| panic!("{name}/project.toml: {error}"));
        let exchanges = exchange::parse(&text("requests.txt"))
            .unwrap_or_else(|error| panic!("{name}/requests.txt: {error}"));
        Self {
            name,
            versions: settings.versions,
            env: settings.env,
            services: settings.services,
            hide: settings.hide,
            exchanges,
            folder,
        }
    }

    /// The requests for a version, in order.
    pub(crate) fn exchanges(&self, version: u32) -> impl Iterator<Item = &Exchange> {
        let for_version = move |exchange: &&Exchange| exchange.is_for(version);
        self.exchanges.iter().filter(for_version)
    }

    /// The file with the answers of Next.js.
    pub(crate) fn snapshot(&self, version: u32) -> PathBuf {
        self.folder.join(format!("recorded/{version}.snap"))
    }

    /// Writes the project as it is for a version: what all share, then what is its own.
    pub(crate) fn copy_to(&self, version: u32, target: &Path) {
        copy_directory(&self.folder.join("source"), target);
        let own = self.folder.join(format!("source-{version}"));
        if own.exists() {
            copy_directory(&own, target);
        }
        let exact = VERSIONS
            .iter()
            .find(|(major, _)| *major == version)
            .map(|(_, exact)| *exact)
            .unwrap_or_else(|| panic!("{}: version {version} is not recorded", self.name));
        let package = format!(
            "{{\"name\":\"{}\",\"private\":true,\"dependencies\":{{\"next\":\"{exact}\"}}}}\n",
            self.name
        );
        fs::write(target.join("package.json"), package).expect("the copy is writable");
    }
}
