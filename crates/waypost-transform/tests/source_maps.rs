//! Positions in rewritten code lead back to the source, also through two maps.

use waypost_transform::{Mode, Options, Output, OwnedSourceMap, SourceMap, compose, transform};

fn mapped(source: &str) -> Output {
    let mode = Mode::Chunk {
        async_dependencies: false,
    };
    transform(source, &Options::new(mode, "in.js").with_source_map()).expect("the source is valid")
}

/// Line and column, in UTF-16 units, of the n-th occurrence of a text.
fn position(text: &str, needle: &str, n: usize) -> (u32, u32) {
    let (at, _) = text
        .match_indices(needle)
        .nth(n)
        .expect("the text is there");
    let before = &text[..at];
    let line = before.matches('\n').count() as u32;
    let column = before
        .rsplit('\n')
        .next()
        .unwrap_or("")
        .encode_utf16()
        .count() as u32;
    (line, column)
}

fn origin(map: &SourceMap<'_>, (line, column): (u32, u32)) -> (u32, u32) {
    let table = map.generate_lookup_table();
    let token = map
        .lookup_token(&table, line, column)
        .expect("the position is mapped");
    (token.get_src_line(), token.get_src_col())
}

const SOURCE: &str = "import { call } from './x.js';\n\
    const text = 'é😀'; async function first(a) {\n  await before('é😀', second(a));\n  \
    for await (const item of source(a)) await each(item);\n}\n\
    export const last = async () => call(third());\n";

#[test]
fn positions_lead_back() {
    let output = mapped(SOURCE);
    let map = output.map.expect("a map was asked for");
    for name in [
        "first", "before", "second", "source(", "each", "third", "item)", "last =",
    ] {
        let generated = position(&output.code, name, 0);
        assert_eq!(origin(&map, generated), position(SOURCE, name, 0), "{name}");
    }
    assert_eq!(map.get_sources().collect::<Vec<_>>(), ["in.js"]);
    assert_eq!(map.get_source_content(0), Some(SOURCE));
}

#[test]
fn maps_compose() {
    // The bundler's map: every line of its output is two lines further up in the user's file.
    let user = format!("// one\n// two\n{SOURCE}");
    let mut builder = oxc_sourcemap::SourceMapBuilder::default();
    let id = builder.set_source_and_content("user.ts", &user);
    for (line, text) in SOURCE.lines().enumerate() {
        for column in 0..text.encode_utf16().count() as u32 {
            builder.add_token(line as u32, column, line as u32 + 2, column, Some(id), None);
        }
    }
    let bundled: OwnedSourceMap = builder.into_owned_sourcemap();
    let output = mapped(SOURCE);
    let map = compose(&output.map.expect("a map was asked for"), &bundled);
    for name in ["before", "third", "each"] {
        let generated = position(&output.code, name, 0);
        assert_eq!(origin(&map, generated), position(&user, name, 0), "{name}");
    }
    assert_eq!(map.get_sources().collect::<Vec<_>>(), ["user.ts"]);
}

#[test]
fn a_long_line_costs_no_more_than_its_length() {
    let source = "await é;".repeat(20_000);
    let output = mapped(&source);
    assert!(output.code.len() > source.len());
}
