//! `export const config = { api: { bodyParser, responseLimit, externalResolver } }` of `pages/api` files.
//!
//! Next.js reads `config.api` from the evaluated module, so a value that is computed there is legal:
//! the route is then marked and the runtime reads it where it is known.

use super::exports::{Export, ExportedValue};
use super::segment_config::Reader;
use super::static_value::{Static, Value};
use crate::size;
use waypost_diagnostics::Diagnostic;
use waypost_image::{BodyParser, ResponseLimit, SegmentConfig, SizeLimit};

/// Enters what is constant into `config`, and returns the whole object when it is.
pub(super) fn read<'e>(
    reader: &mut Reader<'_, '_>,
    export: &'e Export,
    config: &mut SegmentConfig,
) -> Option<&'e Static> {
    let (span, what) = match &export.value {
        ExportedValue::Static(value) => {
            read_api(reader, value, config);
            return Some(value);
        }
        ExportedValue::NotStatic(not_static) => (not_static.span, not_static.what),
        ExportedValue::Reexported => (export.span, "reexported"),
        ExportedValue::Other => (export.span, "no constant"),
    };
    config.is_computed = true;
    let message = format!(
        "Next.js can't recognize the exported `config` field in route: it contains {what}. `config.api` is read \
         when the file runs, the other fields keep their defaults"
    );
    reader.push(
        Diagnostic::warning(message).with_help("write the values as literals"),
        span,
    );
    None
}

fn read_api(reader: &mut Reader<'_, '_>, object: &Static, config: &mut SegmentConfig) {
    if !matches!(object.value, Value::Object(_)) {
        reader.error_expected("config", object, "an object");
        return;
    }
    let Some(api) = object.get("api") else { return };
    if let Some(value) = api.get("bodyParser") {
        config.body_parser = body_parser(reader, value);
    }
    if let Some(value) = api.get("responseLimit") {
        config.response_limit = response_limit(reader, value);
    }
    if let Some(value) = api.get("externalResolver") {
        config.external_resolver = reader
            .boolean("config.api.externalResolver", value)
            .unwrap_or_default();
    }
}

/// Everything but `false` means that bodies are parsed.
fn body_parser(reader: &mut Reader<'_, '_>, value: &Static) -> BodyParser {
    let mut parser = BodyParser {
        enabled: value.value != Value::Boolean(false),
        ..BodyParser::default()
    };
    if let Some(limit) = value.get("sizeLimit")
        && let Some((bytes, text)) = size_limit(reader, "config.api.bodyParser.sizeLimit", limit)
    {
        parser.size_limit_bytes = bytes;
        parser.size_limit_text = text;
    }
    parser
}

fn response_limit(reader: &mut Reader<'_, '_>, value: &Static) -> ResponseLimit {
    match &value.value {
        Value::Boolean(false) => ResponseLimit::Off,
        Value::Boolean(true) => ResponseLimit::default(),
        _ => match size_limit(reader, "config.api.responseLimit", value) {
            Some((bytes, _)) => ResponseLimit::Limit(SizeLimit {
                bytes,
                text: size::format_bytes(bytes),
            }),
            None => ResponseLimit::default(),
        },
    }
}

/// Bytes and the text that error messages quote.
fn size_limit(reader: &mut Reader<'_, '_>, name: &str, value: &Static) -> Option<(u64, String)> {
    let text = match &value.value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    };
    match size::parse_next_size(&text) {
        Some(bytes) => Some((bytes, text)),
        None => {
            reader.error_expected(
                name,
                value,
                "a size such as \"500kb\", \"4mb\", or a number of bytes",
            );
            None
        }
    }
}
