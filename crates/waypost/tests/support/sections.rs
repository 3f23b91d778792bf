//! `tests/next/sections.toml`: which recorded requests hold each section of the description of Next.js.

use super::project::{Project, root};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::fs;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    section: Vec<Section>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Section {
    /// The part of the description.
    of: String,
    title: String,
    /// Projects, or `project: request`.
    #[serde(default)]
    recorded: Vec<String>,
    /// Files and folders of the repository that test it otherwise.
    #[serde(default)]
    elsewhere: Vec<String>,
    /// Why it is not recorded.
    why: Option<String>,
}

/// What is wrong with the table, given all projects.
pub(crate) fn faults(projects: &[Project]) -> Vec<String> {
    let path = root().join("sections.toml");
    let text = fs::read_to_string(path).expect("sections.toml is readable");
    let file: File = toml::from_str(&text).expect("sections.toml is valid");
    let mut faults = Vec::new();
    let mut seen = BTreeSet::new();
    let mut named = BTreeSet::new();
    for section in &file.section {
        let name = format!("{}, {:?}", section.of, section.title);
        if !seen.insert(name.clone()) {
            faults.push(format!("{name}: is there twice"));
        }
        if section.recorded.is_empty() && (section.why.is_none() || section.elsewhere.is_empty()) {
            faults.push(format!("{name}: is not recorded, and nothing says why"));
        }
        let missing = section.recorded.iter().filter(|what| {
            let (project, request) = what.split_once(": ").unwrap_or((what, ""));
            named.insert(project.to_owned());
            !is_recorded(projects, project, request)
        });
        faults.extend(missing.map(|what| format!("{name}: {what:?} is not recorded")));
        let lost = section.elsewhere.iter();
        let lost = lost.filter(|path| !root().join("../..").join(path).exists());
        faults.extend(lost.map(|path| format!("{name}: {path:?} is not there")));
    }
    let unnamed = projects
        .iter()
        .filter(|project| !named.contains(&project.name));
    faults
        .extend(unnamed.map(|project| format!("no section names the project {:?}", project.name)));
    faults
}

fn is_recorded(projects: &[Project], project: &str, request: &str) -> bool {
    let found = projects.iter().find(|it| it.name == project);
    found.is_some_and(|project| {
        let mut exchanges = project.exchanges.iter();
        request.is_empty() || exchanges.any(|exchange| exchange.name == request)
    })
}
