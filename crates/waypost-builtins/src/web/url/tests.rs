//! Hosts as the `url` crate maps them: what the TypeScript parser relies on.

use super::parse_host;

#[test]
fn hosts_are_mapped_or_refused() {
    let cases = [
        ("EXAMPLE.com", Some("example.com")),
        ("b\u{fc}cher.de", Some("xn--bcher-kva.de")),
        ("xn--bcher-kva.de", Some("xn--bcher-kva.de")),
        ("xn--a", None),
        ("ex%41mple.com", Some("example.com")),
        ("\u{ff47}\u{ff4f}.com", Some("go.com")),
        ("a b", None),
        ("a%00b", None),
        ("127.1", Some("127.0.0.1")),
        ("0x7f.0.0.1", Some("127.0.0.1")),
        ("256.1.1.1", None),
        ("1.2.3.4.5", None),
        ("[::1]", Some("[::1]")),
        ("[0:0:0:0:0:ffff:1.2.3.4]", Some("[::ffff:102:304]")),
        ("[::g]", None),
        ("[::1", None),
        ("", None),
    ];
    for (input, expected) in cases {
        assert_eq!(parse_host(input).as_deref(), expected, "{input:?}");
    }
}
