//! What of an answer differs from run to run, and what stands in its place. Whatever is not named
//! here is recorded as it came; a handler of a recorded project must not answer with chance.

use super::exchange::Answer;
use std::time::{SystemTime, UNIX_EPOCH};

const SECONDS_PER_DAY: i64 = 24 * 60 * 60;
/// `Thu, 26 Nov 2026 13:05:09 GMT`
const DATE_LENGTH: usize = 29;
const MONTHS: &str = "JanFebMarAprMayJunJulAugSepOctNovDec";

/// Replaces the port, dates of today, the address as a socket for both families sees it, and
/// secrets of a build.
pub(crate) fn text(text: &str, port: u16) -> String {
    let text = text.replace(&format!(":{port}"), ":PORT");
    let text = text.replace(&format!("\"{port}\""), "\"PORT\"");
    let text = text.replace("::ffff:127.0.0.1", "127.0.0.1");
    let text = without_value(&text, "__prerender_bypass=", "(preview id)");
    let text = without_value(&text, "__next_preview_data=", "(token)");
    dates(&text)
}

fn without_value(text: &str, before: &str, instead: &str) -> String {
    let Some(at) = text.find(before) else {
        return text.to_owned();
    };
    let start = at + before.len();
    let end = text[start..].find(';').map_or(text.len(), |at| start + at);
    if start == end {
        return text.to_owned();
    }
    format!("{}{instead}{}", &text[..start], &text[end..])
}

/// Dates within a day of now.
fn dates(text: &str) -> String {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |time| time.as_secs() as i64);
    let mut result = text.to_owned();
    let mut from = 0;
    while let Some(found) = result[from..].find(" GMT") {
        let end = from + found + 4;
        from = end;
        let Some(start) = end.checked_sub(DATE_LENGTH) else {
            continue;
        };
        let day = result.get(start..end).and_then(day_of);
        if day.is_some_and(|day| (day - now / SECONDS_PER_DAY).abs() <= 1) {
            result.replace_range(start..end, "(now)");
            from = start;
        }
    }
    result
}

/// Days since 1970 of an HTTP date.
fn day_of(date: &str) -> Option<i64> {
    let day: i64 = date.get(5..7)?.parse().ok()?;
    let month = MONTHS.find(date.get(8..11)?)? as i64 / 3 + 1;
    let year: i64 = date.get(12..16)?.parse().ok()?;
    // Counted from March, so that the day of a leap year is the last.
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let days = year * 365 + year / 4 - year / 100 + year / 400 + (month * 153 + 2) / 5 + day - 1;
    Some(days - 719_468)
}

/// Replaces pages of the server by their title, and tags that come from a file's time.
pub(crate) fn answer(answer: &mut Answer) {
    let is_page = page(answer);
    for (name, value) in &mut answer.headers {
        match name.to_ascii_lowercase().as_str() {
            "etag" | "content-length" if is_page => "(of the page)".clone_into(value),
            "etag" if value.starts_with("W/") => "(of the file)".clone_into(value),
            "last-modified" => "(a date)".clone_into(value),
            _ => {}
        }
    }
}

/// Whether the answer is a page of the server's own; its markup is not recorded.
fn page(answer: &mut Answer) -> bool {
    let is_html = answer.headers.iter().any(|(name, value)| {
        name.eq_ignore_ascii_case("content-type") && value.starts_with("text/html")
    });
    // To HEAD there is no markup to see.
    if is_html && answer.body.is_empty() {
        return true;
    }
    let text = answer.body.concat();
    let is_whole = text.to_ascii_lowercase().starts_with("<!doctype html>");
    let is_refusal = answer
        .status
        .as_ref()
        .is_some_and(|status| status.starts_with('4'));
    // Where a file cannot be sent as asked, Next.js sends a page with the type of the file.
    if !is_whole || !(is_html || is_refusal) {
        return false;
    }
    let title = text
        .split_once("<title>")
        .and_then(|(_, rest)| rest.split_once("</title>"));
    let title = title.map_or("no title", |(title, _)| title);
    answer.body = vec![format!("(page: {title})")];
    true
}
