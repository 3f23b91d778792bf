//! Source maps of an app image: from a place in a chunk to the place in the user's file.
//!
//! A map is read and decoded when the first stack through its chunk is shown, and kept. The
//! engine names a call by the end of its callee and a property read by its dot; V8, whose places
//! users know, names `new`, the callee's last name, and the property. The chunk's text tells.
//!
//! Lives per image: [`SourceMaps`].

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use oxc_sourcemap::{SourceMap, Token};
use waypost_builtins::{SourceMapHost, SourcePlace};
use waypost_image::Image;

/// How the engine knows a chunk. `generation` counts the images of a worker, so that a stack
/// through an earlier image is not read with the maps of a later one. It stands where a host
/// does, because the engine leaves queries out of its stacks.
pub(crate) fn chunk_url(generation: u32, file: &str) -> String {
    if generation == 0 {
        return format!("waypost:///{file}");
    }
    format!("waypost://{generation}/{file}")
}

/// The maps of one image.
pub(crate) struct SourceMaps {
    image: Arc<Image>,
    chunks: HashMap<String, usize>,
    decoded: RefCell<HashMap<usize, Option<Rc<ChunkMap>>>>,
}

impl SourceMaps {
    pub(crate) fn new(image: Arc<Image>, generation: u32) -> Self {
        let chunks = image.manifest().chunks.iter().enumerate();
        let chunks = chunks
            .map(|(index, chunk)| (chunk_url(generation, &chunk.file), index))
            .collect();
        Self {
            image,
            chunks,
            decoded: RefCell::default(),
        }
    }

    fn map(&self, chunk: usize) -> Option<Rc<ChunkMap>> {
        let mut decoded = self.decoded.borrow_mut();
        decoded
            .entry(chunk)
            .or_insert_with(|| self.read(chunk).map(Rc::new))
            .clone()
    }

    /// A map that cannot be read costs the stack its places, never the request its answer.
    fn read(&self, chunk: usize) -> Option<ChunkMap> {
        let map = self.image.source_map(chunk).ok()??;
        let code = self.image.chunk_source(chunk).ok()?;
        ChunkMap::decode(&map, &code)
    }
}

impl SourceMapHost for SourceMaps {
    fn lookup(&self, url: &str, line: u32, column: u32) -> Option<SourcePlace> {
        let map = self.map(*self.chunks.get(url)?)?;
        map.lookup(line.checked_sub(1)?, column.checked_sub(1)?)
    }
}

/// The decoded map of one chunk, with the chunk's lines. Lines and columns count from 0.
struct ChunkMap {
    tokens: Vec<Token>,
    sources: Vec<String>,
    lines: Vec<Box<str>>,
}

impl ChunkMap {
    fn decode(map: &str, code: &str) -> Option<Self> {
        let map = SourceMap::from_json_string(map).ok()?;
        let mut tokens: Vec<Token> = map.get_tokens().collect();
        tokens.sort_by_key(position);
        Some(Self {
            tokens,
            sources: map.get_sources().map(str::to_owned).collect(),
            lines: code.lines().map(Box::from).collect(),
        })
    }

    fn lookup(&self, line: u32, column: u32) -> Option<SourcePlace> {
        let token = self.token(line, column)?;
        Some(SourcePlace {
            file: self.sources.get(token.get_source_id()? as usize)?.clone(),
            line: token.get_src_line() + 1,
            column: token.get_src_col() + 1,
        })
    }

    /// The token that V8 would name for the engine's place.
    fn token(&self, line: u32, column: u32) -> Option<&Token> {
        let text: Vec<u16> = self.lines.get(line as usize)?.encode_utf16().collect();
        let rest = text.get(column as usize..).unwrap_or_default();
        let dot = [&[u16::from(b'?'), u16::from(b'.')][..], &[u16::from(b'.')]]
            .iter()
            .find(|dot| rest.starts_with(dot))
            .map(|dot| self.last_up_to(line, column + dot.len() as u32));
        if let Some(Some(index)) = dot {
            let property = &self.tokens[index];
            if property.get_dst_line() == line && property.get_dst_col() > column {
                return Some(property);
            }
        }
        let index = self.last_up_to(line, column)?;
        let token = &self.tokens[index];
        if token.get_dst_line() != line {
            return None;
        }
        let before = index.checked_sub(1).map(|before| &self.tokens[before]);
        Some(match before {
            Some(new) if is_new(&text, new, token) => new,
            _ => token,
        })
    }

    /// The last token that begins at this place or before it.
    fn last_up_to(&self, line: u32, column: u32) -> Option<usize> {
        self.tokens
            .partition_point(|token| position(token) <= (line, column))
            .checked_sub(1)
    }
}

/// Whether what stands between two tokens of a line is `new`.
fn is_new(line: &[u16], new: &Token, callee: &Token) -> bool {
    new.get_dst_line() == callee.get_dst_line()
        && line
            .get(new.get_dst_col() as usize..callee.get_dst_col() as usize)
            .is_some_and(|text| "new ".encode_utf16().eq(text.iter().copied()))
}

fn position(token: &Token) -> (u32, u32) {
    (token.get_dst_line(), token.get_dst_col())
}

#[cfg(test)]
mod tests {
    use super::ChunkMap;
    use oxc_sourcemap::{SourceMap, Token};
    use std::borrow::Cow;

    const CODE: &str = "const é = 1;\n\tthrow new TypeError(\"x\");\nuser?.name.first;\nglue();";

    /// Each token: line and column of the chunk, line and column of `lib/a.ts`.
    fn map(tokens: &[[u32; 4]]) -> ChunkMap {
        let tokens = tokens
            .iter()
            .map(|[line, column, to_line, to_column]| {
                Token::new(*line, *column, *to_line, *to_column, Some(0), None)
            })
            .collect::<Vec<_>>();
        let map = SourceMap::new(
            None,
            Vec::new(),
            None,
            vec![Cow::Borrowed("lib/a.ts")],
            vec![None],
            tokens.into_boxed_slice(),
            None,
        );
        ChunkMap::decode(&map.to_json_string(), CODE).expect("the map is well-formed")
    }

    fn check(map: &ChunkMap, line: u32, column: u32, expected: Option<(u32, u32)>) {
        let found = map.lookup(line, column);
        if let Some(place) = &found {
            assert_eq!(place.file, "lib/a.ts");
        }
        assert_eq!(found.map(|place| (place.line, place.column)), expected);
    }

    #[test]
    fn a_call_is_named_by_its_callee_and_a_construction_by_new() {
        let map = map(&[[1, 1, 9, 2], [1, 7, 9, 8], [1, 11, 9, 12], [1, 21, 9, 22]]);
        check(&map, 1, 20, Some((10, 9)));
        check(&map, 1, 5, Some((10, 3)));
    }

    #[test]
    fn a_property_read_is_named_by_the_property() {
        let map = map(&[[2, 0, 4, 4], [2, 6, 4, 10], [2, 11, 4, 15]]);
        check(&map, 2, 4, Some((5, 11)));
        check(&map, 2, 10, Some((5, 16)));
        check(&map, 2, 2, Some((5, 5)));
    }

    #[test]
    fn a_line_without_tokens_is_not_the_users() {
        let map = map(&[[0, 0, 0, 0], [2, 0, 4, 4]]);
        check(&map, 3, 4, None);
        check(&map, 1, 3, None);
        check(&map, 70, 3, None);
    }
}
