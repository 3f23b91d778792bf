//! Keeps deeply nested sources from overflowing the stack.
//!
//! The parser and the passes recurse with the nesting of the source, and at run time the source may
//! be anything a user hands to `new Function`. A cheap scan bounds the nesting from above; a source
//! that could need more than the usual stack gets a thread with a stack of its own.

/// Nesting that any thread's stack holds.
const HERE: usize = 200;
/// Stack for one level of nesting, with room to spare.
const BYTES_PER_LEVEL: usize = 16 * 1024;
/// The largest stack asked for. It is address space until it is touched.
const LARGEST_STACK: usize = 4 << 30;

pub(crate) enum Room {
    Enough,
    TooDeep,
}

/// Runs `work` here, or on a thread whose stack suits the source.
pub(crate) fn with_enough_stack<T: Send>(source: &str, work: impl FnOnce(Room) -> T + Send) -> T {
    let mut nesting = nesting_bound(source.as_bytes());
    if nesting > LARGEST_STACK / BYTES_PER_LEVEL {
        nesting = nesting_bound(&crate::text::blanked(source));
    }
    if nesting <= HERE {
        return work(Room::Enough);
    }
    let stack = nesting.saturating_mul(BYTES_PER_LEVEL).max(8 << 20);
    if stack > LARGEST_STACK {
        return work(Room::TooDeep);
    }
    let mut work = Some(work);
    let mut result = None;
    let spawned = std::thread::scope(|scope| {
        let body = || result = work.take().map(|work| work(Room::Enough));
        let thread = std::thread::Builder::new()
            .stack_size(stack)
            .spawn_scoped(scope, body);
        thread.is_ok()
    });
    match (result, work) {
        (Some(result), _) => result,
        (None, Some(work)) if !spawned => work(Room::TooDeep),
        _ => unreachable!("the scope propagates a panic of its thread"),
    }
}

/// An upper bound of how deep the syntax tree can be: open brackets, plus the operators and words
/// since the last separator in each of them. Text in strings and comments only makes it larger.
fn nesting_bound(bytes: &[u8]) -> usize {
    let mut levels: Vec<usize> = Vec::new();
    let (mut level, mut outer, mut bound) = (0, 0, 0);
    let mut word = false;
    let mut after_brace = false;
    for (at, byte) in bytes.iter().enumerate() {
        let in_word = word;
        word = byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | 0x80..);
        match byte {
            b'(' | b'[' | b'{' => {
                levels.push(level);
                outer += level + 1;
                level = 0;
            }
            b')' | b']' | b'}' => {
                level = levels.pop().unwrap_or(0);
                outer = outer.saturating_sub(level + 1);
            }
            b';' | b',' => level = 0,
            _ if word && !in_word => {
                // A word after a block begins the next statement, but for the tail of an `if`.
                let ends_statement = after_brace && !bytes[at..].starts_with(b"else");
                level = if ends_statement { 1 } else { level + 1 };
            }
            b'+' | b'-' | b'*' | b'/' | b'%' | b'!' | b'~' | b'?' | b':' | b'&' | b'|' | b'^'
            | b'<' | b'>' | b'=' | b'.' | b'`' => level += 1,
            _ => {}
        }
        after_brace = *byte == b'}' || after_brace && byte.is_ascii_whitespace();
        bound = bound.max(outer + level);
    }
    bound
}
