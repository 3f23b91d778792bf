//! Sizes and durations as people write them in configuration.

use std::time::Duration;

/// Units of sizes, largest first; `kb` and `KiB` are both 1,024 bytes, as in Next.js.
const UNITS: [(&str, u64); 5] = [
    ("TB", 1 << 40),
    ("GB", 1 << 30),
    ("MB", 1 << 20),
    ("KB", 1 << 10),
    ("B", 1),
];

/// `64MiB`, `500kb`, `1.5 gb`, `1024`.
pub(crate) fn parse_size(text: &str) -> Option<u64> {
    let (number, unit) = split_number(text)?;
    let unit = unit.to_ascii_uppercase().replace("IB", "B");
    let unit = match unit.as_str() {
        "K" | "M" | "G" | "T" => format!("{unit}B"),
        _ => unit,
    };
    let unit = if unit.is_empty() { "B" } else { &unit };
    let (_, factor) = UNITS.iter().find(|(name, _)| *name == unit)?;
    scale(number, *factor)
}

/// As the package `bytes`, which Next.js uses: a text without a known unit is its leading digits.
pub(crate) fn parse_next_size(text: &str) -> Option<u64> {
    if let Some((number, unit)) = split_number(text) {
        let factor = match unit.to_ascii_lowercase().as_str() {
            "kb" => Some(1 << 10),
            "mb" => Some(1 << 20),
            "gb" => Some(1 << 30),
            "tb" => Some(1 << 40),
            "pb" => Some(1 << 50),
            _ => None,
        };
        if let Some(factor) = factor {
            return scale(number, factor);
        }
    }
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    text[..digits].parse().ok()
}

/// `4MB`, `1.5KB`, `10B`: at most two decimals.
pub(crate) fn format_bytes(bytes: u64) -> String {
    let (unit, factor) = UNITS
        .iter()
        .find(|(_, factor)| bytes >= *factor)
        .unwrap_or(&("B", 1));
    let hundredths = (u128::from(bytes) * 100 + u128::from(*factor) / 2) / u128::from(*factor);
    let text = format!("{}.{:02}", hundredths / 100, hundredths % 100);
    format!("{}{unit}", text.trim_end_matches('0').trim_end_matches('.'))
}

/// `10s`, `500ms`, `2 min`, `1h`. A bare number could be anything, so it is refused.
pub(crate) fn parse_duration(text: &str) -> Option<Duration> {
    let (number, unit) = split_number(text)?;
    let seconds = match unit {
        "ms" => 0.001,
        "s" => 1.0,
        "m" | "min" => 60.0,
        "h" => 3600.0,
        _ => return None,
    };
    Duration::try_from_secs_f64(number.parse::<f64>().ok()? * seconds).ok()
}

/// The number in front, and the unit behind optional blanks.
fn split_number(text: &str) -> Option<(&str, &str)> {
    let text = text.trim();
    let end = text
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let is_number = number.chars().next()?.is_ascii_digit()
        && number.matches('.').count() <= 1
        && !number.ends_with('.');
    is_number.then_some((number, unit.trim_start()))
}

fn scale(number: &str, factor: u64) -> Option<u64> {
    if let Ok(whole) = number.parse::<u64>() {
        return whole.checked_mul(factor);
    }
    let (whole, fraction) = number.split_once('.')?;
    let whole = whole.parse::<u64>().ok()?.checked_mul(factor)?;
    // Nine decimals are beyond any use, and keep the product in range.
    let fraction = &fraction[..fraction.len().min(9)];
    let parts = u128::from(fraction.parse::<u64>().ok()?) * u128::from(factor);
    let part = parts / 10_u128.pow(u32::try_from(fraction.len()).ok()?);
    whole.checked_add(u64::try_from(part).ok()?)
}
