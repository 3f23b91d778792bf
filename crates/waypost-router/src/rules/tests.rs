//! Rules as tables: a source, a path, what comes of it. The expectations are what Next.js sends.

use super::*;
use expect_test::{Expect, expect};
use std::borrow::Cow;
use waypost_image::{Condition, ConditionKind, HeaderRule, NextVersion, RedirectRule, RewriteRule};

struct Request(Vec<(&'static str, &'static str)>);

impl Subject for Request {
    fn header(&self, name: &str) -> Option<Cow<'_, str>> {
        let found = self.0.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| Cow::Borrowed(*value))
    }

    fn cookie(&self, name: &str) -> Option<String> {
        let line = self.header("cookie")?;
        let mut pairs = line.split("; ").filter_map(|pair| pair.split_once('='));
        pairs
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value.to_owned())
    }
}

fn at(source: &str) -> RuleSource {
    RuleSource {
        source: source.to_owned(),
        ..RuleSource::default()
    }
}

fn redirects(rules: Vec<RedirectRule>) -> ServeConfig {
    ServeConfig {
        redirects: rules,
        ..ServeConfig::default()
    }
}

fn redirect(source: &str, destination: &str) -> RedirectRule {
    RedirectRule {
        at: at(source),
        destination: destination.to_owned(),
        status: 307,
    }
}

fn run(config: &ServeConfig, target: &str, request: &Request) -> String {
    let rules = match Rules::new(config) {
        Ok(rules) => rules,
        Err(faults) => return format!("fault: {}", faults[0]),
    };
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let query = Query::parse(query);
    let at = At {
        path,
        query: &query,
    };
    match rules.redirect(at, request) {
        Ok(Some(redirect)) => return format!("{} {}", redirect.status, redirect.location),
        Ok(None) => {}
        Err(error) => return format!("error: {error}"),
    }
    match rules.rewrite(Stage::AfterFiles, 0, at, &query, request) {
        Ok(Some(rewritten)) => match rewritten.to {
            RewriteTarget::Path { path, query } => {
                // What is compared is whole, so all of it is encoded.
                format!("{path} ? {}", query.encode_from(&query))
            }
            RewriteTarget::Url(url) => url,
        },
        Ok(None) => "-".to_owned(),
        Err(error) => format!("error: {error}"),
    }
}

fn check_redirect(source: &str, destination: &str, target: &str, expected: Expect) {
    let config = redirects(vec![redirect(source, destination)]);
    expected.assert_eq(&run(&config, target, &Request(vec![])));
}

fn check_rewrite(source: &str, destination: &str, target: &str, expected: Expect) {
    let mut config = ServeConfig::default();
    config.rewrites.after_files.push(RewriteRule {
        at: at(source),
        destination: destination.to_owned(),
    });
    expected.assert_eq(&run(&config, target, &Request(vec![])));
}

#[test]
fn redirects_merge_the_query() {
    check_redirect(
        "/ext",
        "https://example.com/a?b=1",
        "/ext?zz=1",
        expect!["307 https://example.com/a?zz=1&b=1"],
    );
    check_redirect(
        "/old/:id",
        "/new/:id",
        "/old/7?x=a%20b",
        expect!["307 /new/7?x=a%20b"],
    );
    check_redirect(
        "/old/:path*",
        "/new/:path*",
        "/old/a/b",
        expect!["307 /new/a/b"],
    );
    check_redirect("/old/:path*", "/new/:path*", "/old", expect!["307 /new"]);
    check_redirect(
        "/a",
        "/b?x=1#part",
        "/a?x=2&y=3",
        expect!["307 /b?x=1&y=3#part"],
    );
    check_redirect("/q/:id", "/r?id=:id", "/q/5", expect!["307 /r?id=5"]);
    check_redirect(
        "/t/:name",
        "https://:name.example.com:8443/x",
        "/t/ann",
        expect!["307 https://ann.example.com:8443/x"],
    );
}

#[test]
fn sources_have_the_syntax_of_path_to_regexp() {
    check_redirect("/a/:id", "/b", "/A/7/", expect!["307 /b"]);
    check_redirect("/a/:id", "/b", "/a/7/8", expect!["-"]);
    check_redirect("/a/:id(\\d{1,})", "/b/:id", "/a/12", expect!["307 /b/12"]);
    check_redirect("/a/:id(\\d{1,})", "/b/:id", "/a/x", expect!["-"]);
    check_redirect("/a/:id?", "/b", "/a", expect!["307 /b"]);
    check_redirect("/a/:p+", "/b/:p+", "/a", expect!["-"]);
    check_redirect("/a/(en|fr)/x", "/b", "/a/fr/x", expect!["307 /b"]);
    check_redirect("/((?!api).*)", "/b", "/x", expect!["307 /b"]);
    check_redirect("/((?!api).*)", "/b", "/api/x", expect!["-"]);
    check_redirect("/a{-:b}?", "/c/:b", "/a-x", expect!["307 /c/x"]);
    check_redirect("/a\\(b\\)", "/c", "/a(b)", expect!["307 /c"]);
    check_redirect("/:path*", "/b", "/_next/data", expect!["-"]);
    check_redirect(
        "/a/(.*)",
        "/b/:0",
        "/a/x",
        expect!["error: Expected \"0\" to be a string"],
    );
    check_redirect(
        "/a/(b",
        "/c",
        "/",
        expect!["fault: `/a/(b`: Unbalanced pattern at 3"],
    );
    check_redirect(
        "/a/:p*",
        "/c/:p",
        "/a/x/y",
        expect![[
            "error: To use a multi-match in the destination you must add `*` at the end of the param name to signify it should repeat. https://nextjs.org/docs/messages/invalid-multi-match"
        ]],
    );
}

#[test]
fn rewrites_put_unused_params_into_the_query() {
    check_rewrite(
        "/apiaf/:id",
        "/api/echo",
        "/apiaf/9?y=2",
        expect!["/api/echo ? y=2&id=9"],
    );
    check_rewrite(
        "/fb/:path*",
        "/api/echo?p=:path*",
        "/fb/a/b?z=1",
        expect!["/api/echo ? z=1&p=a%2Fb&path=a&path=b"],
    );
    check_rewrite(
        "/u/:id",
        "/api/users/:id",
        "/u/7",
        expect!["/api/users/7 ? "],
    );
    check_rewrite(
        "/x/:id",
        "https://example.com/y/:id",
        "/x/7?a=b%20c",
        expect!["https://example.com/y/7?a=b%20c"],
    );
}

#[test]
fn conditions_are_all_to_be_met() {
    let condition = |kind, key: Option<&str>, value: Option<&str>| Condition {
        kind,
        key: key.map(str::to_owned),
        value: value.map(str::to_owned),
    };
    let check =
        |has: Vec<Condition>, missing: Vec<Condition>, target: &str, headers, expected: Expect| {
            let mut rule = redirect("/a", "/b?p=:page&x=:xfoo&h=:host");
            rule.at.has = has;
            rule.at.missing = missing;
            expected.assert_eq(&run(&redirects(vec![rule]), target, &Request(headers)));
        };
    let query = |value| vec![condition(ConditionKind::Query, Some("page"), value)];
    check(
        query(None),
        vec![],
        "/a?page=5",
        vec![],
        expect!["307 /b?page=5&p=5&x=:xfoo&h=:host"],
    );
    check(query(None), vec![], "/a?page=", vec![], expect!["-"]);
    check(
        query(Some("(?<page>\\d+)")),
        vec![],
        "/a?page=1&page=22",
        vec![],
        expect!["307 /b?page=1&page=22&p=22&x=:xfoo&h=:host"],
    );
    check(
        query(Some("\\d+")),
        vec![],
        "/a?page=x",
        vec![],
        expect!["-"],
    );
    check(vec![], query(None), "/a?page=x", vec![], expect!["-"]);
    let header = vec![condition(ConditionKind::Header, Some("X-Foo"), None)];
    check(
        header,
        vec![],
        "/a",
        vec![("x-foo", "v")],
        expect!["307 /b?p=:page&x=v&h=:host"],
    );
    let host = vec![condition(
        ConditionKind::Host,
        None,
        Some("Example.com|example.com"),
    )];
    check(
        host,
        vec![],
        "/a",
        vec![("host", "EXAMPLE.com:80")],
        expect!["307 /b?p=:page&x=:xfoo&h=example.com"],
    );
    let cookie = vec![condition(ConditionKind::Cookie, Some("who"), Some("ann"))];
    check(
        cookie,
        vec![],
        "/a",
        vec![("cookie", "x=1; who=ann")],
        expect!["307 /b?p=:page&x=:xfoo&h=:host"],
    );
}

#[test]
fn headers_fill_params_and_leave_other_text() {
    let config = ServeConfig {
        headers: vec![HeaderRule {
            at: at("/h/:x"),
            headers: vec![
                (
                    "x-p-:x".to_owned(),
                    "v:x https: :hello(world) :x*".to_owned(),
                ),
                ("x-all".to_owned(), "1".to_owned()),
            ],
        }],
        ..ServeConfig::default()
    };
    let rules = Rules::new(&config).unwrap();
    let query = Query::default();
    let lines = rules.headers(
        At {
            path: "/h/zz",
            query: &query,
        },
        &Request(vec![]),
    );
    let expected = expect![[r#"[("x-p-zz", "vzz https: :hello(world) zz"), ("x-all", "1")]"#]];
    expected.assert_eq(&format!("{:?}", lines.unwrap()));
}

#[test]
fn the_base_path_stands_before_sources_and_destinations() {
    let mut plain = redirect("/r", "/s");
    let config = |rule: RedirectRule| ServeConfig {
        base_path: "/base".to_owned(),
        ..redirects(vec![rule])
    };
    let check = |rule: &RedirectRule, target: &str, expected: Expect| {
        expected.assert_eq(&run(&config(rule.clone()), target, &Request(vec![])));
    };
    check(&plain, "/base/r", expect!["307 /base/s"]);
    check(&plain, "/r", expect!["-"]);
    plain.at.ignore_base_path = true;
    check(&plain, "/r", expect!["307 /s"]);
}

#[test]
fn the_number_of_rules_does_not_count() {
    let mut config = redirects(
        (0..200)
            .map(|n| redirect(&format!("/old-{n}/:id"), "/b"))
            .collect(),
    );
    config.redirects.push(redirect("/:any/special", "/c"));
    let rules = Rules::new(&config).unwrap();
    assert_eq!(rules.redirects.tested("/old-7/x"), 2);
    assert_eq!(rules.redirects.tested("/api/hello"), 1);
}

#[test]
fn rules_that_share_their_first_segments_do_not_count() {
    let tested = |mut config: ServeConfig, path: &str| {
        config.redirects.extend((0..200).flat_map(|n| {
            let texts = [format!("/blog/old-{n}"), format!("/shop/{n}/:id*")];
            texts.map(|source| redirect(&source, "/b"))
        }));
        Rules::new(&config).unwrap().redirects.tested(path)
    };
    assert_eq!(tested(ServeConfig::default(), "/blog/OLD-7"), 1);
    assert_eq!(tested(ServeConfig::default(), "/shop/7/a/b"), 1);
    assert_eq!(tested(ServeConfig::default(), "/shop"), 0);
    let based = ServeConfig {
        base_path: "/docs".to_owned(),
        ..ServeConfig::default()
    };
    assert_eq!(tested(based, "/docs/blog/old-7"), 1);
    let i18n = I18n {
        locales: vec!["en".to_owned(), "fr".to_owned()],
        default_locale: "en".to_owned(),
        locale_detection: true,
        domains: Vec::new(),
    };
    let localised = ServeConfig {
        i18n: Some(i18n),
        ..ServeConfig::default()
    };
    // The rule itself, and its form for the default locale.
    assert_eq!(tested(localised.clone(), "/en/blog/old-7"), 2);
    assert_eq!(tested(localised, "/fr/blog/old-7"), 1);
}

#[test]
fn what_is_optional_may_be_left_out() {
    let config = redirects(vec![
        redirect("/a/:id?b", "/one"),
        redirect("/c{/:id}?/d", "/two"),
        redirect("/e{-:id}?", "/three"),
        redirect("/f/:id?", "/four"),
    ]);
    let check = |path, expected: Expect| expected.assert_eq(&run(&config, path, &Request(vec![])));
    check("/ab", expect!["307 /one"]);
    check("/c/d", expect!["307 /two"]);
    check("/e", expect!["307 /three"]);
    check("/f", expect!["307 /four"]);
}

#[test]
fn matchers_of_middleware() {
    let check_on = |version: NextVersion, matchers: &[&str], path: &str, expected: bool| {
        let matchers: Vec<RuleSource> = matchers.iter().map(|source| at(source)).collect();
        let compiled = Matchers::new(Some(&matchers), &ServeConfig::default(), version).unwrap();
        let query = Query::default();
        let found = compiled
            .match_request(
                At {
                    path,
                    query: &query,
                },
                &Request(vec![]),
            )
            .unwrap();
        assert_eq!(found, expected, "{matchers:?} on {path}");
    };
    for (path, up_to_14, later) in [
        ("/path", true, true),
        ("/paths", true, false),
        ("/path/a", false, true),
        ("/path/a/b", false, true),
    ] {
        check_on(NextVersion::V14, &["/path:x*"], path, up_to_14);
        check_on(NextVersion::V15, &["/path:x*"], path, later);
    }
    let check = |matchers: &[&str], path: &str, expected: bool| {
        check_on(NextVersion::V16, matchers, path, expected);
    };
    check(&["/path/:x*"], "/path", true);
    check(&["/path/:x*"], "/path/a/b", true);
    check(&["/path/:x*"], "/PATH", false);
    check(&["/path/:x*"], "/p%61th/a", true);
    check(&["/rh/dyn/:id"], "/rh/dyn/7", true);
    check(&["/"], "/", true);
    check(&["/"], "/a", false);
    check(&["/admin"], "/_next/data/build/admin.json", true);
    check(&["/admin"], "/admin/", true);
    check(&["/((?!api|_next/static|favicon.ico).*)"], "/api/x", false);
    check(
        &["/((?!api|_next/static|favicon.ico).*)"],
        "/dashboard",
        true,
    );
    let all = Matchers::new(None, &ServeConfig::default(), NextVersion::V16).unwrap();
    let query = Query::default();
    assert!(
        all.match_request(
            At {
                path: "/x",
                query: &query
            },
            &Request(vec![])
        )
        .unwrap()
    );
}

#[test]
fn locales_stand_in_front_of_sources_and_destinations() {
    let mut whole = redirects(vec![
        redirect("/old/:id", "/new/:id"),
        redirect("/", "/home"),
    ]);
    whole.i18n = Some(waypost_image::I18n {
        locales: ["en", "fr", "nl"].map(str::to_owned).to_vec(),
        default_locale: "en".to_owned(),
        locale_detection: true,
        domains: vec![waypost_image::I18nDomain {
            domain: "example.fr".to_owned(),
            default_locale: "fr".to_owned(),
            locales: Vec::new(),
            http: false,
        }],
    });
    let mut as_written = whole.clone();
    for rule in &mut as_written.redirects {
        rule.at.ignore_locale = true;
    }
    let check = |target: &str, expected: &str, without: &str| {
        let request = Request(vec![]);
        let location = |config| {
            let answer = run(config, target, &request);
            answer.split(' ').next_back().unwrap_or_default().to_owned()
        };
        assert_eq!(location(&whole), expected, "{target}");
        assert_eq!(location(&as_written), without, "{target}, locale: false");
    };
    check("/en/old/1?a=2", "/new/1?a=2", "-");
    check("/nl/old/1", "/nl/new/1", "-");
    check("/fr/old/1", "https://example.fr/new/1", "-");
    check("/FR/old/1", "https://example.fr/new/1", "-");
    check("/en", "/home", "-");
    check("/nl", "/nl/home", "-");
    check("/old/1", "-", "/new/1");
}
