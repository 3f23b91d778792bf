//! The small engine beside fancy-regex, over expressions as configurations have them and over generated ones.

use super::super::js_regex::{Case, compile};
use super::SmallRegex;

fn small(source: &str, case: Case) -> SmallRegex {
    SmallRegex::new(source, case).unwrap_or_else(|| panic!("{source} is not known"))
}

/// The groups of both engines; nothing where there is no match.
fn check(source: &str, case: Case, text: &str) {
    let own = small(source, case);
    let Ok(found) = own.captures(text) else {
        panic!("{source} gives up on {text:?}");
    };
    assert_eq!(
        own.is_match(text),
        Ok(found.is_some()),
        "{source} on {text:?}"
    );
    let general = compile(source, case).unwrap();
    let expected = general.captures(text).unwrap();
    assert_eq!(found.is_some(), expected.is_some(), "{source} on {text:?}");
    if let (Some(found), Some(expected)) = (found, expected) {
        for group in 0..expected.len() {
            let range = expected.get(group).map(|group| group.range());
            assert_eq!(
                found.get(group),
                range,
                "group {group} of {source} on {text:?}"
            );
        }
    }
}

const SOURCES: [&str; 22] = [
    r"^\/old\/page-1(?:\/([^\/]+?))(?:\/)?$",
    r"^(?!\/_next)\/old(?:\/([^\/]+?))(?:\/)?$",
    r"^\/api(?:\/((?:[^\/]+?)(?:\/(?:[^\/]+?))*))?(?:\/)?$",
    r"^\/api(?:\/((?:[^\/]+?)(?:\/(?:[^\/]+?))*))(?:\/)?$",
    r"^\/shop(?:\/([^\/]+?))(?:\/(\d+))(?:\/)?$",
    r"^(?:\/(_next\/data\/[^/]{1,}))?(?:\/((?!_next\/static|favicon.ico).*))(?:(\.json|\.rsc|\.segments\/.+\.segment\.rsc))?(?:\/)?$",
    r"^(?:\/((?!_next\/static|_next\/image|.*\.(?:svg|png|jpe?g)$).*))(?:\/)?$",
    r"^(?:\/((?!_next|[^?]*\.(?:html?|css|js(?!on)|woff2?)).*))(?:\/)?$",
    r"^(?:\/(api|trpc))(.*)(?:\/)?$",
    r"^(?:\/(de|en|fr))?(?:\/((?:[^\/]+?)(?:\/(?:[^\/]+?))*))?(?:\/)?$",
    r"^(?:\/([^\/]+?))-(?:([^\/]+?))\.html(?:\/)?$",
    r"^(?:\/(.*))(?:\/(.*))(?:\/)?$",
    r"^(?:\/((?:.*)(?:\/(?:.*))*))?(?:\/)?$",
    r"^\/a(?:\/([a-c]{2,3}))?(?:x{0,2}y)?$",
    r"^\/(a+?)(a{1,2}?)(a*)$",
    r"^(?:\/[^\/.]{1,})+?b?$",
    r"^\/(?=a)(\w+)(?=.*z)(.*)$",
    r"^\/(?<first>[\w-]+)\.(?<second>[^.]*?)$",
    r"^\/(?:a|ab)(?:c|bcd|)(d*)$",
    r"^\/(?!(?:a(?!b)|c)).*$",
    r"^[^]?$",
    r"^\/([\W\d]*)$",
];

const TEXTS: [&str; 26] = [
    "",
    "/",
    "//",
    "/old/page-1/42",
    "/OLD/page-1/42/",
    "/_next/x",
    "/api",
    "/api/",
    "/api/a",
    "/api/a/b/",
    "/api//b",
    "/shop/red/12",
    "/shop/red/x1",
    "/_next/data/b/x.json",
    "/a/b.segments/c.segment.rsc",
    "/favicon.ico",
    "/img/a.png",
    "/img/a.jpg/",
    "/data.json",
    "/de/x",
    "/a-b.html",
    "/aaaa",
    "/abcd",
    "/a/b/c/",
    "/\u{e9}/\u{1f600}.png",
    "/caz\n",
];

#[test]
fn sources_of_configurations_mean_the_same() {
    for source in SOURCES {
        for text in TEXTS {
            check(source, Case::Sensitive, text);
            check(source, Case::Insensitive, text);
        }
    }
}

/// Numbers that look random and are the same in every run (splitmix64).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % bound as u64).unwrap()
    }

    fn pick(&mut self, list: &[&'static str]) -> &'static str {
        list[self.below(list.len())]
    }

    fn expression(&mut self, depth: usize) -> String {
        let mut text = String::new();
        for _ in 0..=self.below(4) {
            text += &match self.below(if depth == 0 { 5 } else { 9 }) {
                0..=2 => self.pick(&["a", "b", "\\/", "ab", "B"]).to_owned(),
                3 => self
                    .pick(&["[ab]", "[^\\/]", ".", "\\w", "[^a-]"])
                    .to_owned(),
                4 => self.pick(&["$", "^", "a", "\\."]).to_owned(),
                5 => format!("({})", self.expression(depth - 1)),
                6 => format!(
                    "(?:{}|{})",
                    self.expression(depth - 1),
                    self.expression(depth - 1)
                ),
                7 => format!("(?!{})", self.expression(depth - 1)),
                _ => format!("(?={})", self.expression(depth - 1)),
            };
            // Behind an assertion or a text of two, it is about the last character or nothing at all.
            text += self.pick(&["", "", "", "*", "+", "?", "*?", "+?", "??", "{1,2}", "{2}"]);
        }
        text
    }
}

#[test]
fn generated_expressions_mean_the_same() {
    let mut numbers = Numbers(7);
    let mut known = 0;
    for _ in 0..4000 {
        let source = format!("^{}", numbers.expression(2));
        if SmallRegex::new(&source, Case::Sensitive).is_none() {
            continue;
        }
        known += 1;
        for _ in 0..6 {
            let length = numbers.below(8);
            let text: String = (0..length)
                .map(|_| numbers.pick(&["a", "a", "b", "/", ".", "B", "\u{e9}"]))
                .collect();
            check(&source, Case::Sensitive, &text);
            check(&source, Case::Insensitive, &text);
        }
    }
    assert!(known > 1000, "{known} of them are known");
}

#[test]
fn what_is_not_javascript_as_known_here_is_left_to_the_other() {
    for source in [
        "a",
        "^a|b",
        "^(a)\\1$",
        "^(?<=a)b",
        "^a{",
        "^[b-a]",
        "^(a",
        "^a)",
        "^a**",
        "^(a)+$",
        "^(?:a*)*$",
        "^\u{e9}$",
        "^\\s$",
        "^\\bx",
        "^(?<n>a)(?<n>b)",
        "^(?:ab*){1000}",
    ] {
        assert!(
            SmallRegex::new(source, Case::Sensitive).is_none(),
            "{source}"
        );
    }
}

#[test]
fn work_is_bounded_by_the_length_of_the_text() {
    let regex = small(
        r"^(?:\/(.*))(?:\/(.*))(?:\/(.*))(?:\/(.*))x$",
        Case::Sensitive,
    );
    assert!(regex.is_match(&"/a".repeat(2000)).is_err());
    // A line of a source as most are goes through at once.
    let regex = small(SOURCES[5], Case::Sensitive);
    assert_eq!(regex.is_match(&format!("/{}", "a.".repeat(4000))), Ok(true));
}

#[test]
fn line_ends_are_those_of_javascript() {
    let dot = small("^.$", Case::Sensitive);
    for (text, expected) in [
        ("\n", false),
        ("\r", false),
        ("\u{2028}", false),
        ("\u{2029}", false),
        ("\u{2030}", true),
    ] {
        assert_eq!(dot.is_match(text), Ok(expected), "{text:?}");
    }
    assert_eq!(small("^[^]$", Case::Sensitive).is_match("\n"), Ok(true));
    // A letter of ASCII and one beyond are never the same.
    assert_eq!(
        small("^k$", Case::Insensitive).is_match("\u{212a}"),
        Ok(false)
    );
}
