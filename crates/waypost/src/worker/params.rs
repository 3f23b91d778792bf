//! Route params as the JSON object that handlers see, and after it a rewritten query.

use serde::{Serialize, Serializer};
use waypost_router::{ParamValue, Params, Query};

/// The mark of a request whose answer is kept: nobody's, so it has no query. JSON holds no line feed.
const KEEP: &str = "\n\nkeep";

/// The params, then a line feed and the query, both JSON, when rewrites have changed it. As text the query would
/// not tell a list of one value from a value.
pub(super) fn to_text(params: &Params, query: Option<&Query>, is_for_keeping: bool) -> String {
    let mut text = to_json(params);
    if let Some(query) = query {
        text.push('\n');
        text.push_str(&object(query.iter()));
    }
    if is_for_keeping {
        text.push_str(KEEP);
    }
    text
}

/// Empty for a route without params, which then costs nothing.
fn to_json(params: &Params) -> String {
    if params.iter().len() == 0 {
        return String::new();
    }
    object(params.iter())
}

fn object<'p>(pairs: impl Iterator<Item = (&'p str, &'p ParamValue)>) -> String {
    struct Object<I>(std::cell::RefCell<I>);

    impl<'p, I: Iterator<Item = (&'p str, &'p ParamValue)>> Serialize for Object<I> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let mut pairs = self.0.borrow_mut();
            serializer.collect_map(pairs.by_ref().map(|(name, value)| (name, Value(value))))
        }
    }

    serde_json::to_string(&Object(pairs.into())).expect("names and texts become JSON")
}

struct Value<'p>(&'p ParamValue);

impl Serialize for Value<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            ParamValue::One(text) => serializer.serialize_str(text),
            ParamValue::Many(texts) => texts.serialize(serializer),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::to_json;
    use waypost_image::{Route, RouteKind, Runtime, Segment, SegmentConfig};
    use waypost_router::Matcher;

    fn check(page: &str, path: &str, expected: &str) {
        let route = Route {
            kind: RouteKind::AppRoute,
            page: page.to_owned(),
            segments: Segment::parse_page(page),
            entry: String::new(),
            source: String::new(),
            runtime: Runtime::Nodejs,
            methods: None,
            config: SegmentConfig::default(),
        };
        let found = Matcher::from_routes(&[route]).find(path).unwrap().unwrap();
        assert_eq!(to_json(&found.params), expected);
    }

    #[test]
    fn params_become_an_object() {
        check("/api/a", "/api/a", "");
        check("/api/[id]", "/api/%22%5C", r#"{"id":"\"\\"}"#);
        check("/api/[...all]", "/api/a/b", r#"{"all":["a","b"]}"#);
    }
}
