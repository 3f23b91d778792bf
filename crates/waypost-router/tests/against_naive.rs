//! The matcher compared with a list that is sorted and walked, over generated routes and paths.

mod routes;

use routes::routes;
use waypost_image::{Route, Segment};
use waypost_router::{Match, Matcher, ParamValue};

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

    fn pick<'a, T: ?Sized>(&mut self, list: &[&'a T]) -> &'a T {
        list[self.below(list.len())]
    }

    fn page(&mut self) -> String {
        let mut page = String::new();
        for depth in 0..self.below(5) {
            let name = ["p", "q", "r", "s", "t"][depth];
            match self.below(9) {
                0..=4 => page.push_str(&format!("/{}", self.pick(&["a", "b", "c", "a b"]))),
                5 | 6 => page.push_str(&format!("/[{name}]")),
                7 => return format!("{page}/[...{name}]"),
                _ => return format!("{page}/[[...{name}]]"),
            }
        }
        if page.is_empty() {
            "/".to_owned()
        } else {
            page
        }
    }

    fn path(&mut self) -> String {
        let parts = [
            "a", "b", "c", "d", "a%20b", "%61", "%2F", "%", "%e", "", ".", "..", "\u{e9}",
        ];
        let count = self.below(6);
        let mut path: String = (0..count)
            .map(|_| format!("/{}", self.pick(&parts)))
            .collect();
        if self.below(6) == 0 || path.is_empty() {
            path.push('/');
        }
        path
    }

    fn noise(&mut self) -> String {
        let parts = [
            "/",
            "/",
            "a",
            "%",
            "%C3",
            "%A9",
            "\\",
            "?",
            "\0",
            "\u{1f980}",
            "[",
            "]",
            "...",
            "+",
        ];
        (0..self.below(12)).map(|_| self.pick(&parts)).collect()
    }
}

/// Sorts as the reference describes: own route, static children, `[x]`, `[...x]`, `[[...x]]`.
fn rank(route: &Route) -> Vec<(u8, String)> {
    let rank = |segment: &Segment| match segment {
        Segment::Static(text) => (0, text.clone()),
        Segment::Dynamic(_) => (1, String::new()),
        Segment::CatchAll(_) => (2, String::new()),
        Segment::OptionalCatchAll(_) => (3, String::new()),
    };
    route.segments.iter().map(rank).collect()
}

fn naive_find(routes: &[Route], path: &str) -> Result<Option<(usize, String)>, usize> {
    let mut order: Vec<usize> = (0..routes.len()).collect();
    order.sort_by_key(|&i| (!routes[i].is_static(), rank(&routes[i])));
    let Some(rest) = path.strip_prefix('/') else {
        return Ok(None);
    };
    let rest = if path == "/" {
        rest
    } else {
        rest.strip_suffix('/').unwrap_or(rest)
    };
    let parts: Vec<&str> = if rest.is_empty() {
        Vec::new()
    } else {
        rest.split('/').collect()
    };
    if parts.contains(&"") {
        return Ok(None);
    }
    for index in order {
        if let Some(params) = naive_params(&routes[index].segments, &parts) {
            return params.map(|text| Some((index, text))).ok_or(index);
        }
    }
    Ok(None)
}

/// `None`: no match. `Some(None)`: a match with a malformed escape.
fn naive_params(segments: &[Segment], parts: &[&str]) -> Option<Option<String>> {
    let mut values = Vec::new();
    let mut parts = parts.iter();
    for segment in segments {
        match segment {
            Segment::Static(text) => {
                let part = parts.next()?;
                if part != text && **part != text.replace(' ', "%20").replace('\u{e9}', "%C3%A9") {
                    return None;
                }
            }
            Segment::Dynamic(_) => {
                values.push(naive_decode(parts.next()?).map(|value| format!("{value:?}")))
            }
            Segment::CatchAll(_) | Segment::OptionalCatchAll(_) => {
                let rest: Vec<&&str> = parts.by_ref().collect();
                if rest.is_empty() {
                    if matches!(segment, Segment::CatchAll(_)) {
                        return None;
                    }
                    continue;
                }
                let decoded: Option<Vec<String>> =
                    rest.into_iter().map(|part| naive_decode(part)).collect();
                values.push(decoded.map(|values| format!("{values:?}")));
            }
        }
    }
    if parts.next().is_some() {
        return None;
    }
    Some(
        values
            .into_iter()
            .collect::<Option<Vec<String>>>()
            .map(|values| values.join(" ")),
    )
}

fn naive_decode(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        let is_hex = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_hexdigit);
        if *byte == b'%' && !(is_hex(at + 1) && is_hex(at + 2)) {
            return None;
        }
    }
    percent_encoding::percent_decode_str(text)
        .decode_utf8()
        .ok()
        .map(String::from)
}

fn values(found: &Match) -> String {
    let text = |value: &ParamValue| match value {
        ParamValue::One(text) => format!("{text:?}"),
        ParamValue::Many(texts) => format!("{texts:?}"),
    };
    found
        .params
        .iter()
        .map(|(_, value)| text(value))
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn equal_to_a_sorted_list() {
    let mut numbers = Numbers(7);
    let (mut hits, mut bad) = (0, 0);
    for _ in 0..400 {
        let mut pages: Vec<String> = (0..=numbers.below(14)).map(|_| numbers.page()).collect();
        // The scan refuses two routes of one shape, so the generator leaves them out.
        let shape = |page: &String| rank(&routes(&[page])[0]);
        pages.sort_by_key(shape);
        pages.dedup_by_key(|page| shape(page));
        let collides = |page: &String| {
            pages.contains(&format!("{}/[[...{}]]", page.trim_end_matches('/'), "x"))
        };
        let pages: Vec<String> = pages
            .iter()
            .filter(|page| !collides(page))
            .cloned()
            .collect();
        let routes = routes(&pages);
        let matcher = Matcher::from_routes(&routes);
        for _ in 0..120 {
            let path = numbers.path();
            let found = matcher.find(&path);
            let expected = naive_find(&routes, &path);
            hits += usize::from(matches!(expected, Ok(Some(_))));
            bad += usize::from(expected.is_err());
            let found = match found {
                Ok(found) => Ok(found.map(|found| (found.route, values(&found)))),
                Err(bad) => Err(bad.route),
            };
            assert_eq!(found, expected, "{path:?} in {pages:?}");
        }
    }
    assert!(
        hits > 5_000 && bad > 500,
        "the generator hits {hits} routes and {bad} bad escapes"
    );
}

#[test]
fn noise_never_panics() {
    let mut numbers = Numbers(11);
    let pages: Vec<String> = (0..200).map(|_| numbers.page()).collect();
    let matcher = Matcher::from_routes(&routes(&pages));
    for _ in 0..50_000 {
        let noise = numbers.noise();
        let _ = matcher.find(&noise);
        let _ = waypost_router::redirect_target(&noise, waypost_router::TrailingSlash::Remove);
        let _ = waypost_router::redirect_target(&noise, waypost_router::TrailingSlash::Add);
        let resolved = waypost_router::resolve_dot_segments(&noise);
        assert_eq!(
            waypost_router::resolve_dot_segments(&resolved),
            resolved,
            "{noise:?}"
        );
    }
}

#[test]
fn deep_paths_are_no_deeper_than_the_routes() {
    let matcher = Matcher::from_routes(&routes(&["/[a]/[b]/c", "/x/[...rest]"]));
    let deep = "/x".repeat(100_000);
    assert_eq!(matcher.find(&deep).unwrap().unwrap().route, 1);
    assert!(matcher.find(&"/y".repeat(100_000)).unwrap().is_none());
}
