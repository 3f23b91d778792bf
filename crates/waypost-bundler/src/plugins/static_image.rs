//! What `import logo from "./logo.png"` is: the place where the front end serves the file, and its size.
//!
//! Next.js names the file by a hash of what it holds, webpack another than Turbopack, so that the name can be told without
//! the front end's build. The small picture that is shown while the file loads belongs to pages: it is left out.

use super::image_size::{self, Size};
use rolldown_common::ModuleType;
use rolldown_common::side_effects::HookSideEffects;
use rolldown_plugin::HookLoadOutput;
use serde_json::json;
use std::path::Path;
use waypost_image::NextVersion;
use xxhash_rust::xxh3::xxh3_128;

const EXTENSIONS: &[&str] = &[
    "png", "jpg", "jpeg", "gif", "webp", "avif", "ico", "bmp", "svg",
];
/// The digits of Turbopack's hashes.
const DIGITS: &[u8; 38] = b"0123456789abcdefghijklmnopqrstuvwxyz_-";
const TURBOPACK_LENGTH: usize = 13;
/// As many digits as the largest hash has.
const TURBOPACK_DIGITS: usize = 25;

/// How the front end of a project names its image files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaticImages {
    /// `assetPrefix`, else `basePath`.
    pub prefix: String,
    pub next: NextVersion,
}

impl StaticImages {
    pub(super) fn is_image(extension: &str) -> bool {
        EXTENSIONS.contains(&extension.to_ascii_lowercase().as_str())
    }

    /// The module of the file at `path`; `None` when it is no image that can be read.
    pub(super) fn module(&self, path: &Path, bytes: &[u8]) -> Option<HookLoadOutput> {
        let is_turbopack = self.next >= NextVersion::V16;
        let Size { width, height } = image_size::of(bytes, is_turbopack)?;
        let src = json!(self.src(path, bytes)?);
        let object = if is_turbopack {
            format!("\"src\":{src},\"width\":{width},\"height\":{height}")
        } else {
            format!("\"src\":{src},\"height\":{height},\"width\":{width}")
        };
        Some(HookLoadOutput {
            code: format!("export default {{{object},\"blurWidth\":0,\"blurHeight\":0}};").into(),
            side_effects: Some(HookSideEffects::False),
            module_type: Some(ModuleType::Js),
            ..HookLoadOutput::default()
        })
    }

    fn src(&self, path: &Path, bytes: &[u8]) -> Option<String> {
        let name = path.file_stem()?.to_str()?;
        let extension = path.extension()?.to_str()?;
        let hash = if self.next >= NextVersion::V16 {
            turbopack_hash(bytes)
        } else {
            format!("{:016x}", xxh64(bytes))[..8].to_owned()
        };
        let prefix = &self.prefix;
        Some(format!(
            "{prefix}/_next/static/media/{name}.{hash}.{extension}"
        ))
    }
}

fn turbopack_hash(bytes: &[u8]) -> String {
    let mut rest = xxh3_128(bytes);
    let mut text = [b'0'; TURBOPACK_DIGITS];
    for place in text.iter_mut().rev() {
        *place = DIGITS[(rest % 38) as usize];
        rest /= 38;
    }
    text[..TURBOPACK_LENGTH]
        .iter()
        .copied()
        .map(char::from)
        .collect()
}

const PRIMES: [u64; 5] = [
    0x9e37_79b1_85eb_ca87,
    0xc2b2_ae3d_27d4_eb4f,
    0x1656_67b1_9e37_79f9,
    0x85eb_ca77_c2b2_ae63,
    0x27d4_eb2f_1656_67c5,
];

/// [XXH64](https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md) without a seed. The crate's own would have to be
/// switched on for the bundler too.
fn xxh64(bytes: &[u8]) -> u64 {
    let [p1, p2, p3, p4, p5] = PRIMES;
    let round = |lane: u64, word: u64| {
        let mixed = lane.wrapping_add(word.wrapping_mul(p2));
        mixed.rotate_left(31).wrapping_mul(p1)
    };
    let (stripes, tail) = bytes.as_chunks::<32>();
    let mut hash = p5;
    if !stripes.is_empty() {
        let mut lanes = [p1.wrapping_add(p2), p2, 0, 0_u64.wrapping_sub(p1)];
        for stripe in stripes {
            let (words, _) = stripe.as_chunks::<8>();
            for (lane, word) in lanes.iter_mut().zip(words) {
                *lane = round(*lane, u64::from_le_bytes(*word));
            }
        }
        hash = lanes
            .iter()
            .zip([1, 7, 12, 18])
            .fold(0_u64, |sum, (lane, by)| {
                sum.wrapping_add(lane.rotate_left(by))
            });
        for lane in lanes {
            hash = (hash ^ round(0, lane)).wrapping_mul(p1).wrapping_add(p4);
        }
    }
    hash = hash.wrapping_add(bytes.len() as u64);
    let (words, tail) = tail.as_chunks::<8>();
    for word in words {
        hash ^= round(0, u64::from_le_bytes(*word));
        hash = hash.rotate_left(27).wrapping_mul(p1).wrapping_add(p4);
    }
    let (halves, tail) = tail.as_chunks::<4>();
    for half in halves {
        hash ^= u64::from(u32::from_le_bytes(*half)).wrapping_mul(p1);
        hash = hash.rotate_left(23).wrapping_mul(p2).wrapping_add(p3);
    }
    for byte in tail {
        hash ^= u64::from(*byte).wrapping_mul(p5);
        hash = hash.rotate_left(11).wrapping_mul(p1);
    }
    hash = (hash ^ (hash >> 33)).wrapping_mul(p2);
    hash = (hash ^ (hash >> 29)).wrapping_mul(p3);
    hash ^ (hash >> 32)
}

#[cfg(test)]
mod tests {
    use super::{turbopack_hash, xxh64};

    /// A GIF of one pixel, whose names were read from what Next.js built.
    const GIF: &[u8] = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff\x21\xf9\x04\x01\x00\x00\x00\x00\
        \x2c\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x01\x44\x00\x3b";

    #[test]
    fn files_are_named_as_each_bundler_names_them() {
        assert_eq!(format!("{:016x}", xxh64(GIF)), "7490a68c482371de");
        assert_eq!(turbopack_hash(GIF), "2q4bc-roihc_k");
    }

    #[test]
    fn the_hash_of_nothing_is_that_of_the_specification() {
        assert_eq!(xxh64(b""), 0xef46_db37_51d8_e999);
    }
}
