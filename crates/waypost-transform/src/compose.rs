//! Source maps of two passes, one after the other.

use oxc_sourcemap::{OwnedSourceMap, SourceMap, Token};

/// The map of `inner` followed by `outer`: positions in the output of `outer` to positions in the
/// sources of `inner`, whose output `outer` read. Positions that `inner` knows nothing of are left
/// out.
pub fn compose(outer: &SourceMap<'_>, inner: &SourceMap<'_>) -> OwnedSourceMap {
    let lookup = inner.generate_lookup_table();
    let mut tokens: Vec<Token> = Vec::new();
    for token in outer.get_tokens() {
        let (line, column) = (token.get_src_line(), token.get_src_col());
        let Some(origin) = inner.lookup_token(&lookup, line, column) else {
            continue;
        };
        if origin.get_source_id().is_none() {
            continue;
        }
        let mapped = Token::new(
            token.get_dst_line(),
            token.get_dst_col(),
            origin.get_src_line(),
            origin.get_src_col(),
            origin.get_source_id(),
            origin.get_name_id(),
        );
        let repeats = tokens.last().is_some_and(|last| {
            last.get_dst_line() == mapped.get_dst_line()
                && last.get_src_line() == mapped.get_src_line()
                && last.get_src_col() == mapped.get_src_col()
                && last.get_source_id() == mapped.get_source_id()
        });
        if !repeats {
            tokens.push(mapped);
        }
    }
    let owned = |text: &str| std::borrow::Cow::<'static, str>::Owned(text.to_owned());
    OwnedSourceMap::new(SourceMap::new(
        outer.get_file().map(owned),
        inner.get_names().map(owned).collect(),
        inner.get_source_root().map(owned),
        inner.get_sources().map(owned).collect(),
        inner
            .get_source_contents()
            .map(|content| content.map(owned))
            .collect(),
        tokens.into_boxed_slice(),
        None,
    ))
}
