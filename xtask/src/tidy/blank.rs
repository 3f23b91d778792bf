//! Rust source without its comments and literals, so that a search finds code only.

/// Spaces in place of comments, strings and characters; lines stay where they are.
pub(super) fn blank(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(first) = rest.chars().next() {
        let length = skipped(rest);
        if length == 0 {
            out.push(first);
            rest = &rest[first.len_utf8()..];
            continue;
        }
        let (gone, after) = rest.split_at(length);
        // As many bytes as before, so that offsets agree.
        out.extend(
            gone.bytes()
                .map(|byte| if byte == b'\n' { '\n' } else { ' ' }),
        );
        rest = after;
    }
    out
}

/// The length of the comment or literal that begins here; 0 for code.
fn skipped(rest: &str) -> usize {
    if rest.starts_with("//") {
        return rest.find('\n').unwrap_or(rest.len());
    }
    if rest.starts_with("/*") {
        return block_comment(rest);
    }
    match rest.as_bytes()[0] {
        b'"' => string(rest),
        b'r' => raw_string(rest),
        b'\'' => character(rest),
        _ => 0,
    }
}

fn block_comment(rest: &str) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < rest.len() {
        let pair = &rest.as_bytes()[at..rest.len().min(at + 2)];
        match pair {
            b"/*" => depth += 1,
            b"*/" => depth -= 1,
            _ => {
                at += 1;
                continue;
            }
        }
        at += 2;
        if depth == 0 {
            return at;
        }
    }
    rest.len()
}

fn string(rest: &str) -> usize {
    let mut escaped = false;
    for (at, byte) in rest.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

fn raw_string(rest: &str) -> usize {
    let hashes = rest[1..].bytes().take_while(|byte| *byte == b'#').count();
    if rest.as_bytes().get(1 + hashes) != Some(&b'"') {
        return 0;
    }
    let begin = 2 + hashes;
    let end = format!("\"{}", "#".repeat(hashes));
    rest[begin..]
        .find(&end)
        .map_or(rest.len(), |at| begin + at + end.len())
}

/// A character literal, or 0 for a lifetime.
fn character(rest: &str) -> usize {
    let mut characters = rest.char_indices().skip(1);
    match characters.next() {
        Some((_, '\\')) => {
            let after = characters.nth(1).map_or(rest.len(), |(at, _)| at);
            rest[after..]
                .find('\'')
                .map_or(rest.len(), |at| after + at + 1)
        }
        Some(_) => match characters.next() {
            Some((at, '\'')) => at + 1,
            _ => 0,
        },
        None => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::blank;

    #[track_caller]
    fn check(source: &str, expected: &str) {
        assert_eq!(blank(source).replace(' ', ""), expected.replace(' ', ""));
        assert_eq!(blank(source).len(), source.len());
    }

    #[test]
    fn comments_and_literals_go_and_code_stays() {
        check("a // unsafe\nb", "a\nb");
        check("a /* x /* y */ z */ b", "a b");
        check(r#"f("a \" b", c)"#, "f(, c)");
        check(r##"f(r#"a " b"#, c)"##, "f(, c)");
        check("let r = r#type;", "let r = r#type;");
        check(r"g('\'', '{', 'é', '\u{1F600}')", "g(,,,)");
        check("fn f<'a>(x: &'a str)", "fn f<'a>(x: &'a str)");
    }
}
