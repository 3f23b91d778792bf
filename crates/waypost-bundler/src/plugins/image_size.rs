//! Width and height of an image file, from its first bytes.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Size {
    pub(super) width: u32,
    pub(super) height: u32,
}

/// Of several images in one icon the first counts, with `largest` the largest.
pub(super) fn of(bytes: &[u8], largest: bool) -> Option<Size> {
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => size(be32(bytes, 16)?, be32(bytes, 20)?),
        [b'G', b'I', b'F', b'8', ..] => size(le16(bytes, 6)?, le16(bytes, 8)?),
        [b'B', b'M', ..] => bitmap(bytes),
        [0, 0, 1, 0, ..] => icon(bytes, largest),
        [0xff, 0xd8, ..] => jpeg(bytes),
        [
            b'R',
            b'I',
            b'F',
            b'F',
            _,
            _,
            _,
            _,
            b'W',
            b'E',
            b'B',
            b'P',
            ..,
        ] => webp(bytes),
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => avif(bytes),
        _ => svg(std::str::from_utf8(bytes).ok()?),
    }
}

fn size(width: u32, height: u32) -> Option<Size> {
    Some(Size { width, height })
}

fn number<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..at + N)?.try_into().ok()
}

fn be16(bytes: &[u8], at: usize) -> Option<u32> {
    number(bytes, at).map(u16::from_be_bytes).map(u32::from)
}

fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    number(bytes, at).map(u32::from_be_bytes)
}

fn le16(bytes: &[u8], at: usize) -> Option<u32> {
    number(bytes, at).map(u16::from_le_bytes).map(u32::from)
}

/// A negative height says that the rows stand from top to bottom.
fn bitmap(bytes: &[u8]) -> Option<Size> {
    let side = |at| number(bytes, at).map(i32::from_le_bytes);
    size(side(18)?.unsigned_abs(), side(22)?.unsigned_abs())
}

fn icon(bytes: &[u8], largest: bool) -> Option<Size> {
    let side = |byte: u8| if byte == 0 { 256 } else { u32::from(byte) };
    let count = le16(bytes, 4)? as usize;
    let entries = bytes.get(6..)?.chunks_exact(16).take(count);
    let mut sizes = entries.map(|entry| Size {
        width: side(entry[0]),
        height: side(entry[1]),
    });
    if largest {
        sizes.max_by_key(|size| size.width * size.height)
    } else {
        sizes.next()
    }
}

/// The frame's header is behind any number of other segments.
fn jpeg(bytes: &[u8]) -> Option<Size> {
    let mut at = 2;
    loop {
        let [mark, kind] = number(bytes, at)?;
        if mark != 0xff {
            return None;
        }
        if kind == 0xff {
            at += 1;
            continue;
        }
        let is_frame = (0xc0..=0xcf).contains(&kind) && ![0xc4, 0xc8, 0xcc].contains(&kind);
        if is_frame {
            return size(be16(bytes, at + 7)?, be16(bytes, at + 5)?);
        }
        at += 2 + be16(bytes, at + 2)? as usize;
    }
}

fn webp(bytes: &[u8]) -> Option<Size> {
    match bytes.get(12..16)? {
        b"VP8 " => size(le16(bytes, 26)? & 0x3fff, le16(bytes, 28)? & 0x3fff),
        b"VP8L" => {
            let bits = number(bytes, 21).map(u32::from_le_bytes)?;
            size((bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1)
        }
        b"VP8X" => {
            let side = |at| number(bytes, at).map(|[a, b, c]| u32::from_le_bytes([a, b, c, 0]) + 1);
            size(side(24)?, side(27)?)
        }
        _ => None,
    }
}

/// The property that holds the size of the picture.
fn avif(bytes: &[u8]) -> Option<Size> {
    let at = bytes.windows(4).position(|four| four == b"ispe")?;
    size(be32(bytes, at + 8)?, be32(bytes, at + 12)?)
}

/// Its own sides, else those of its `viewBox`; a side that is not given follows from the other.
fn svg(text: &str) -> Option<Size> {
    let tag = &text[text.find("<svg")?..];
    let tag = &tag[..tag.find('>')?];
    let view = attribute(tag, "viewBox").and_then(|text| {
        let numbers = text.split([' ', ',']).filter(|part| !part.is_empty());
        let numbers: Vec<f64> = numbers.map(str::parse).collect::<Result<_, _>>().ok()?;
        let [_, _, width, height] = numbers[..] else {
            return None;
        };
        Some((width, height))
    });
    let side = |name| attribute(tag, name).and_then(pixels);
    let (width, height) = match (side("width"), side("height"), view) {
        (Some(width), Some(height), _) => (width, height),
        (Some(width), None, Some((w, h))) => (width, width * h / w),
        (None, Some(height), Some((w, h))) => (height * w / h, height),
        (None, None, Some(view)) => view,
        _ => return None,
    };
    size(rounded(width)?, rounded(height)?)
}

fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    tag.match_indices(name).find_map(|(at, _)| {
        let is_start = tag[..at].ends_with(|c: char| c.is_ascii_whitespace());
        let value = tag[at + name.len()..].trim_start().strip_prefix('=')?;
        let value = value.trim_start();
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let value = value[1..].split(quote).next()?;
        is_start.then_some(value)
    })
}

/// A length in pixels, of which an inch has 96.
fn pixels(text: &str) -> Option<f64> {
    let units = [
        ("px", 1.0),
        ("pt", 96.0 / 72.0),
        ("in", 96.0),
        ("cm", 96.0 / 2.54),
        ("mm", 96.0 / 25.4),
        ("em", 16.0),
        ("", 1.0),
    ];
    units.iter().find_map(|(unit, factor)| {
        let number = text.strip_suffix(unit)?.trim().parse::<f64>().ok()?;
        Some(number * factor)
    })
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the range is checked before"
)]
fn rounded(side: f64) -> Option<u32> {
    let side = side.round();
    (0.0..=f64::from(u32::MAX))
        .contains(&side)
        .then_some(side as u32)
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn sides_are_read_from_every_kind_of_file() {
        let check =
            |bytes: &[u8], largest: bool| of(bytes, largest).map(|size| (size.width, size.height));
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x14\0\0\0\x0a";
        assert_eq!(check(png, true), Some((20, 10)));
        assert_eq!(check(b"GIF89a\x14\0\x0a\0", true), Some((20, 10)));
        let icon = b"\0\0\x01\0\x02\0\x10\x10aaaaaaaaaaaaaa\0\0bbbbbbbbbbbbbb";
        assert_eq!(check(icon, false), Some((16, 16)));
        assert_eq!(check(icon, true), Some((256, 256)));
        let jpeg = b"\xff\xd8\xff\xe0\0\x04ab\xff\xc2\0\x11\x08\0\x0a\0\x14";
        assert_eq!(check(jpeg, true), Some((20, 10)));
        let webp = b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x13\0\0\x09\0\0";
        assert_eq!(check(webp, true), Some((20, 10)));
        let avif = b"\0\0\0\x14ftypavif____\0\0\0\x14ispe\0\0\0\0\0\0\0\x14\0\0\0\x0a";
        assert_eq!(check(avif, true), Some((20, 10)));
        assert_eq!(check(b"neither", true), None);
        assert_eq!(check(b"\x89PNG", true), None);
    }

    #[test]
    fn an_svg_has_the_sides_it_names_or_those_of_its_view() {
        let check = |attributes: &str| {
            let text =
                format!("<?xml version=\"1.0\"?>\n<svg {attributes} stroke-width=\"9\"><g/></svg>");
            of(text.as_bytes(), true).map(|size| (size.width, size.height))
        };
        assert_eq!(check("width=\"20\" height='10px'"), Some((20, 10)));
        assert_eq!(check("viewBox=\"0 0 20 10\""), Some((20, 10)));
        assert_eq!(check("width=\"40\" viewBox=\"0,0,20,10\""), Some((40, 20)));
        assert_eq!(
            check("width=\"100%\" height=\"100%\" viewBox=\"0 0 20 10\""),
            Some((20, 10))
        );
        assert_eq!(check("fill=\"none\""), None);
    }
}
