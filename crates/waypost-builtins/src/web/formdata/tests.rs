//! Multipart bodies, well-formed and not.

use super::multipart::{MAX_HEADERS, MAX_PARTS, MultipartError, parse};

/// The parts as `name[/filename:type]=content`, one per line, or the error.
fn show(body: &str, boundary: &str) -> String {
    let parts = match parse(body.as_bytes(), boundary.as_bytes()) {
        Ok(parts) => parts,
        Err(error) => return format!("{error:?}"),
    };
    let lines: Vec<String> = parts
        .iter()
        .map(|part| {
            let file = part
                .filename
                .as_ref()
                .map(|name| format!("/{name}:{}", part.content_type));
            let content = &body[part.content.clone()];
            format!("{}{}={content}", part.name, file.unwrap_or_default())
        })
        .collect();
    lines.join("\n")
}

fn part(disposition: &str, content: &str) -> String {
    format!("--b\r\nContent-Disposition: {disposition}\r\n\r\n{content}\r\n")
}

#[test]
fn well_formed_bodies() {
    let cases = [
        ("--b--".to_owned(), ""),
        ("--b--\r\nepilogue".to_owned(), ""),
        (part("form-data; name=\"a\"", "1") + "--b--\r\n", "a=1"),
        (part("form-data; name=\"a\"", "") + "--b--\r\n", "a="),
        ("preamble\r\n".to_owned() + &part("form-data; name=a", "1") + "--b--", "a=1"),
        ("\r\n".to_owned() + &part("FORM-DATA;name=\"a\";", "1") + "--b--", "a=1"),
        (part("form-data; name=\"a\"", "x\r\n--c\r\n--") + "--b--", "a=x\r\n--c\r\n--"),
        (
            part("form-data; name=\"a\"", "1") + &part("form-data; name=\"a\"", "2") + "--b--",
            "a=1\na=2",
        ),
        (
            part("form-data; name=\"f\"; filename=\"x;y.txt\"", "data") + "--b--",
            "f/x;y.txt:text/plain=data",
        ),
        (part("form-data; name=\"f\"; filename=\"\"", "") + "--b--", "f/:text/plain="),
        (
            "--b\r\ncontent-type: Image/PNG\r\ncontent-disposition: form-data; name=f; filename=a.png\r\n\r\nP\r\n--b--"
                .to_owned(),
            "f/a.png:image/png=P",
        ),
        (part("form-data; name=\"a%22%0D%0Ab%20\"", "1") + "--b--", "a\"\r\nb%20=1"),
        (
            part("form-data; name=f; filename=\"x\"; filename*=UTF-8''na%C3%AFve.txt", "") + "--b--",
            "f/na\u{ef}ve.txt:text/plain=",
        ),
        ("--b  \r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--b--".to_owned(), "a=1"),
    ];
    for (body, expected) in cases {
        assert_eq!(show(&body, "b"), expected, "{body:?}");
    }
}

#[test]
fn malformed_bodies() {
    let cases = [
        (String::new(), "NoBoundary"),
        ("--c--".to_owned(), "NoBoundary"),
        ("--b".to_owned(), "Unterminated"),
        ("--bx\r\n".to_owned(), "Unterminated"),
        (part("form-data; name=\"a\"", "1"), "Unterminated"),
        (part("form-data", "1") + "--b--", "NoName"),
        (part("attachment; name=\"a\"", "1") + "--b--", "Headers"),
        (part("form-data; name=\"a", "1") + "--b--", "Headers"),
        (part("form-data; name", "1") + "--b--", "Headers"),
        (part("form-data; name=\"a\" x", "1") + "--b--", "Headers"),
        ("--b\r\nno colon\r\n\r\n\r\n--b--".to_owned(), "Headers"),
        (
            "--b\r\nContent-Disposition: form-data; name=a\r\n".to_owned(),
            "Headers",
        ),
        ("--b\n\n--b--".to_owned(), "Unterminated"),
    ];
    for (body, expected) in cases {
        assert_eq!(show(&body, "b"), expected, "{body:?}");
    }
}

#[test]
fn boundaries_have_a_length() {
    assert_eq!(parse(b"--", b""), Err(MultipartError::Boundary));
    assert_eq!(parse(b"--", &[b'x'; 71]), Err(MultipartError::Boundary));
}

#[test]
fn parts_and_headers_are_bounded() {
    let one = part("form-data; name=a", "");
    let body = one.repeat(MAX_PARTS) + "--b--";
    assert_eq!(
        parse(body.as_bytes(), b"b").map(|parts| parts.len()),
        Ok(MAX_PARTS)
    );
    let body = one.repeat(MAX_PARTS + 1) + "--b--";
    assert_eq!(
        parse(body.as_bytes(), b"b"),
        Err(MultipartError::TooManyParts)
    );
    let long = format!("form-data; name=a\r\nX-Long: {}", "x".repeat(MAX_HEADERS));
    let body = part(&long, "1") + "--b--";
    assert_eq!(parse(body.as_bytes(), b"b"), Err(MultipartError::Headers));
}

#[test]
fn content_is_any_bytes() {
    let mut body = b"--b\r\nContent-Disposition: form-data; name=f; filename=x\r\n\r\n".to_vec();
    let start = body.len();
    let content: Vec<u8> = (0..=255).cycle().take(5000).collect();
    body.extend_from_slice(&content);
    body.extend_from_slice(b"\r\n--b--\r\n");
    let parts = parse(&body, b"b").expect("a form");
    assert_eq!(parts[0].content, start..start + content.len());
    assert_eq!(&body[parts[0].content.clone()], content);
}
