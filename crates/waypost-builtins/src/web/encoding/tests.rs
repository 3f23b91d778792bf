//! The parts of the decoder that need no VM.

use super::decoder::{Decoded, StreamDecoder, decode_utf8, encoding_for_label};

fn text(units: Option<Vec<u16>>) -> Option<String> {
    units.map(|units| String::from_utf16(&units).expect("decoders give whole characters"))
}

/// The text, which has the least width that holds it.
fn decoded(bytes: &[u8], fatal: bool, keep_bom: bool) -> Option<String> {
    match decode_utf8(bytes, fatal, keep_bom)? {
        Decoded::Latin1(bytes) => Some(bytes.into_iter().map(char::from).collect()),
        Decoded::Utf16(units) => {
            assert!(units.iter().any(|unit| *unit > 0xff), "{units:?}");
            text(Some(units))
        }
    }
}

#[test]
fn utf8_is_lossy_or_fatal() {
    let cases: &[(&[u8], &str, Option<&str>)] = &[
        (b"", "", Some("")),
        (b"abc", "abc", Some("abc")),
        (
            "d\u{e9}j\u{e0}".as_bytes(),
            "d\u{e9}j\u{e0}",
            Some("d\u{e9}j\u{e0}"),
        ),
        (
            "d\u{e9}j\u{e0} \u{1f980}".as_bytes(),
            "d\u{e9}j\u{e0} \u{1f980}",
            Some("d\u{e9}j\u{e0} \u{1f980}"),
        ),
        (b"\xff", "\u{fffd}", None),
        (b"a\xe2\x82", "a\u{fffd}", None),
        (b"\xed\xa0\x80", "\u{fffd}\u{fffd}\u{fffd}", None),
        (b"\xc0\x80", "\u{fffd}\u{fffd}", None),
        (b"\xf0\x9f\xa6x", "\u{fffd}x", None),
    ];
    for (bytes, lossy, fatal) in cases {
        assert_eq!(decoded(bytes, false, false).as_deref(), Some(*lossy));
        assert_eq!(decoded(bytes, true, false).as_deref(), *fatal);
    }
}

#[test]
fn a_byte_order_mark_goes_unless_kept() {
    assert_eq!(
        decoded(b"\xef\xbb\xbfa", false, false).as_deref(),
        Some("a")
    );
    assert_eq!(
        decoded(b"\xef\xbb\xbfa", true, true).as_deref(),
        Some("\u{feff}a")
    );
}

#[test]
fn labels_follow_the_standard() {
    let cases = [
        (" UTF8 ", Some("UTF-8")),
        ("latin1", Some("windows-1252")),
        ("ascii", Some("windows-1252")),
        ("sjis", Some("Shift_JIS")),
        ("utf-16", Some("UTF-16LE")),
        ("hz-gb-2312", None),
        ("replacement", None),
        ("utf-7", None),
    ];
    for (label, name) in cases {
        assert_eq!(encoding_for_label(label).map(|e| e.name()), name, "{label}");
    }
}

#[test]
fn pieces_join_across_characters() {
    let decoder = StreamDecoder::new("shift_jis", false, false).expect("a known label");
    let mut units = Vec::new();
    for piece in [&b"\x93"[..], b"\xfa\x96", b"\x7b"] {
        units.extend(decoder.decode(piece, false).expect("well-formed"));
    }
    units.extend(decoder.decode(b"", true).expect("well-formed"));
    assert_eq!(text(Some(units)).as_deref(), Some("\u{65e5}\u{672c}"));
}

#[test]
fn a_fatal_decoder_refuses_a_cut_character() {
    let decoder = StreamDecoder::new("euc-jp", true, false).expect("a known label");
    assert_eq!(decoder.decode(b"\xb0", true), None);
}
