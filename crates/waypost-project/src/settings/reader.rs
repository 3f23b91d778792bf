//! From the text of `waypost.toml` to settings: every wrong or unknown key is named with its line.

use super::definitions::{DEFINITIONS, Definition, Given};
use super::{RouteSettings, SETTINGS_FILE, Settings};
use crate::edit_distance::nearest;
use crate::files::{Files, LARGEST_SOURCE};
use std::ops::Range;
use std::path::Path;
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};
use waypost_diagnostics::{Diagnostic, Diagnostics};

pub(super) fn read_settings(root: &Path, diagnostics: &mut Diagnostics) -> Settings {
    let mut settings = Settings::default();
    let mut files = Files::new(root);
    let text = files.read_text(&root.join(SETTINGS_FILE), LARGEST_SOURCE);
    diagnostics.extend(files.diagnostics);
    let Some(text) = text else { return settings };
    let mut reader = Reader {
        text: &text,
        diagnostics,
    };
    match DeTable::parse(&text) {
        Ok(document) => reader.document(document.get_ref(), &mut settings),
        Err(err) => {
            let message = format!("{SETTINGS_FILE} is not valid TOML: {}", err.message());
            reader.error(message, err.span().unwrap_or(0..0), None);
        }
    }
    settings
}

struct Reader<'r> {
    text: &'r str,
    diagnostics: &'r mut Diagnostics,
}

type Entry<'t, 'd> = (&'t Spanned<DeString<'d>>, &'t Spanned<DeValue<'d>>);

impl Reader<'_> {
    fn document(&mut self, document: &DeTable<'_>, settings: &mut Settings) {
        for (key, value) in document {
            let name = key.get_ref().as_ref();
            match value.get_ref() {
                DeValue::Table(routes) if name == "routes" => self.routes(routes, settings),
                DeValue::Table(table) if is_table(name) => {
                    for entry in table {
                        self.setting(Some(name), entry, settings);
                    }
                }
                _ if name == "routes" || is_table(name) => {
                    self.error(
                        format!("{name:?} is a table: write [{name}]"),
                        value.span(),
                        None,
                    );
                }
                _ => self.setting(None, (key, value), settings),
            }
        }
    }

    fn setting(
        &mut self,
        table: Option<&str>,
        (key, value): Entry<'_, '_>,
        settings: &mut Settings,
    ) {
        let name = key.get_ref().as_ref();
        let Some(definition) = find(table, name) else {
            return self.unknown(table, name, key.span());
        };
        if let Err(expected) = definition.set(settings, given(value.get_ref())) {
            self.error(
                format!("{} must be {expected}", definition.full_name()),
                value.span(),
                None,
            );
        }
    }

    fn routes(&mut self, routes: &DeTable<'_>, settings: &mut Settings) {
        for (pattern, value) in routes {
            let name = pattern.get_ref().as_ref();
            let DeValue::Table(overrides) = value.get_ref() else {
                self.error(
                    format!("write [routes.\"{name}\"] and the limits below it"),
                    value.span(),
                    None,
                );
                continue;
            };
            if !name.starts_with('/') {
                let help = format!("write [routes.\"/{name}\"]");
                self.error(
                    format!("the route pattern {name:?} must begin with /"),
                    pattern.span(),
                    Some(help),
                );
                continue;
            }
            let mut route = RouteSettings {
                pattern: name.to_owned(),
                max_body: None,
                max_duration: None,
            };
            for entry in overrides {
                self.route_setting(entry, &mut route);
            }
            settings.routes.push(route);
        }
    }

    fn route_setting(&mut self, (key, value): Entry<'_, '_>, route: &mut RouteSettings) {
        let name = key.get_ref().as_ref();
        let Some(definition) = find(Some("limits"), name) else {
            return self.unknown(Some("limits"), name, key.span());
        };
        if let Err(expected) = definition.set_for_route(route, given(value.get_ref())) {
            self.error(format!("{name} must be {expected}"), value.span(), None);
        }
    }

    /// Looks for a similar name, or for the same one in another table.
    fn unknown(&mut self, table: Option<&str>, name: &str, span: Range<usize>) {
        let elsewhere = DEFINITIONS
            .iter()
            .find(|definition| definition.name == name);
        let help = match elsewhere {
            Some(Definition {
                table: Some(own), ..
            }) => Some(format!("write it below [{own}]")),
            Some(Definition { table: None, .. }) => {
                Some("write it at the top of the file, before any table".to_owned())
            }
            None => {
                let here = DEFINITIONS
                    .iter()
                    .filter(|definition| definition.table == table);
                let tables = ["limits", "routes"].into_iter().filter(|_| table.is_none());
                let near = nearest(name, here.map(|definition| definition.name).chain(tables));
                near.map(|near| format!("did you mean {near:?}"))
            }
        };
        self.error(format!("there is no setting {name:?}"), span, help);
    }

    fn error(&mut self, message: String, span: Range<usize>, help: Option<String>) {
        let mut diagnostic = Diagnostic::error(message).with_code("settings");
        if let Some(help) = help {
            diagnostic = diagnostic.with_help(help);
        }
        self.diagnostics
            .push(diagnostic.at_span(SETTINGS_FILE, self.text, span));
    }
}

fn is_table(name: &str) -> bool {
    DEFINITIONS
        .iter()
        .any(|definition| definition.table == Some(name))
}

fn find(table: Option<&str>, name: &str) -> Option<&'static Definition> {
    DEFINITIONS
        .iter()
        .find(|definition| definition.table == table && definition.name == name)
}

fn given<'v>(value: &'v DeValue<'_>) -> Given<'v> {
    match value {
        DeValue::String(text) => Given::Text(text.as_ref()),
        DeValue::Integer(number) => u64::from_str_radix(number.as_str(), number.radix())
            .map_or(Given::Other, Given::Integer),
        _ => Given::Other,
    }
}
