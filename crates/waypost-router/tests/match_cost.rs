//! What router and rules do for one request, counted in instructions: no clock, so that it holds on a busy machine.
//!
//! The order of the steps is that of `waypost-server`'s pipeline.

use std::borrow::Cow;
use std::hint::black_box;
use std::process::Command;
use waypost_image::{
    HeaderRule, NextVersion, RedirectRule, RewriteRule, Route, RouteKind, RuleSource, Runtime,
    Segment, SegmentConfig, ServeConfig,
};
use waypost_router::{
    At, Matcher, Matchers, Query, RewriteTarget, Rules, Stage, Subject, TrailingSlash, is_plain,
    redirect_target,
};

/// A request of each kind: no route, without params, with params, with many, redirected, rewritten.
const TARGETS: [&str; 6] = [
    "/api/missing?x=1",
    "/api/section-1/static?name=waypost",
    "/api/section-1/items/42?name=waypost",
    "/api/section-1/files/a/b/c/d",
    "/old/page-1/42?from=mail",
    "/shop/page-1/red/42?x=1",
];

struct NoHeaders;

impl Subject for NoHeaders {
    fn header(&self, _: &str) -> Option<Cow<'_, str>> {
        None
    }

    fn cookie(&self, _: &str) -> Option<String> {
        None
    }
}

/// Instructions of a request in the mean over `TARGETS`; a change that needs more than the tolerance says so here.
const FIGURE: f64 = 9_280.0;
/// Compilers differ by so much.
const TOLERANCE: f64 = 0.1;
#[test]
fn a_match_costs_the_same_for_any_number_of_routes() {
    if Command::new("valgrind").arg("--version").output().is_err() {
        // What is looked at for one request is counted in the tests of `rules`, everywhere.
        eprintln!("valgrind is missing: instructions are not counted here");
        return;
    }
    let few = instructions(20, 2);
    let many = instructions(2000, 200);
    eprintln!("20 routes, 2 rules of each kind: {few:.0}; 2,000 routes, 200 rules: {many:.0}");
    assert!(many < few * 1.1, "many routes cost {many:.0}, few {few:.0}");
    let change = many / FIGURE - 1.0;
    assert!(
        change.abs() < TOLERANCE,
        "a request costs {many:.0} instructions, {FIGURE:.0} are written down here and in docs/routing-cost.md"
    );
}

/// Per request. Two lengths are compared, so that compiling rules and starting do not count.
fn instructions(routes: usize, rules: usize) -> f64 {
    const ROUNDS: usize = 100;
    let [short, long] = [ROUNDS, 2 * ROUNDS].map(|rounds| counted(routes, rules, rounds));
    (long - short) as f64 / (ROUNDS * TARGETS.len()) as f64
}

fn counted(routes: usize, rules: usize, rounds: usize) -> u64 {
    let program = std::env::current_exe().expect("the test has a file");
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(program)
        .args(["--ignored", "--exact", "drive"])
        .env(NUMBERS, format!("{routes} {rules} {rounds}"))
        .output()
        .expect("valgrind runs");
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{text}");
    let line = text
        .lines()
        .find_map(|line| line.split_once("Collected : "));
    let number = line.and_then(|(_, number)| number.trim().parse().ok());
    number.unwrap_or_else(|| panic!("valgrind counted nothing: {text}"))
}

/// Routes, rules and rounds for `drive`.
const NUMBERS: &str = "MATCH_COST";

#[test]
#[ignore = "the other test runs it under valgrind"]
fn drive() {
    let text = std::env::var(NUMBERS).expect("the other test sets it");
    let numbers: Vec<usize> = text
        .split(' ')
        .map(|number| number.parse().expect("a number"))
        .collect();
    let [routes, rules, rounds] = numbers[..] else {
        panic!("three numbers");
    };
    let site = Site::new(routes, rules);
    let mut found = 0;
    for _ in 0..rounds {
        for target in TARGETS {
            found += usize::from(site.passes(black_box(target)));
        }
    }
    // All but the one that is missing lead somewhere.
    assert_eq!(found, rounds * (TARGETS.len() - 1));
}

struct Site {
    matcher: Matcher,
    rules: Rules,
    middleware: Matchers,
}

impl Site {
    fn new(routes: usize, rules: usize) -> Self {
        let pages = (0..routes.div_ceil(4)).flat_map(|n| {
            [
                format!("/api/section-{n}/static"),
                format!("/api/section-{n}/items/[id]"),
                format!("/api/section-{n}/items/[id]/parts/[part]"),
                format!("/api/section-{n}/files/[...path]"),
            ]
        });
        let routes: Vec<Route> = pages.map(|page| route(&page)).collect();
        let mut config = ServeConfig::default();
        config.headers.push(HeaderRule {
            at: source("/api/:path*"),
            headers: vec![("x-frame-options".to_owned(), "DENY".to_owned())],
        });
        for n in 0..rules {
            config.redirects.push(RedirectRule {
                at: source(&format!("/old/page-{n}/:id")),
                destination: "/api/section-0/items/:id".to_owned(),
                status: 308,
            });
            config.rewrites.after_files.push(RewriteRule {
                at: source(&format!("/shop/page-{n}/:colour/:id(\\d+)")),
                destination: "/api/section-0/items/:id?colour=:colour".to_owned(),
            });
        }
        let matcher = [source("/((?!_next/static|favicon.ico).*)")];
        Self {
            matcher: Matcher::from_routes(&routes),
            rules: Rules::new(&config).expect("the rules compile"),
            middleware: Matchers::new(Some(&matcher), &config, NextVersion::V16)
                .expect("the matcher compiles"),
        }
    }

    /// Whether the request leads somewhere.
    fn passes(&self, target: &str) -> bool {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        if !is_plain(path) && redirect_target(target, TrailingSlash::default()).is_some() {
            return true;
        }
        let sent = Query::parse(query);
        let at = At { path, query: &sent };
        let Ok(headers) = self.rules.headers(at, &NoHeaders) else {
            return false;
        };
        black_box(headers);
        if let Ok(Some(redirect)) = self.rules.redirect(at, &NoHeaders) {
            black_box(redirect);
            return true;
        }
        black_box(self.middleware.match_request(at, &NoHeaders).is_ok());
        self.is_rewritten(Stage::BeforeFiles, at, &sent)
            || self.is_static(path)
            || self.is_rewritten(Stage::AfterFiles, at, &sent)
            || self.is_dynamic(path)
            || self.is_rewritten(Stage::Fallback, at, &sent)
    }

    fn is_static(&self, path: &str) -> bool {
        black_box(self.matcher.find_static(path)).is_some()
    }

    fn is_dynamic(&self, path: &str) -> bool {
        matches!(black_box(self.matcher.find_dynamic(path)), Ok(Some(_)))
    }

    fn is_rewritten(&self, stage: Stage, at: At<'_>, sent: &Query) -> bool {
        let rewritten = self.rules.rewrite(stage, 0, at, sent, &NoHeaders);
        match rewritten.ok().flatten().map(|rewritten| rewritten.to) {
            Some(RewriteTarget::Path { path, .. }) => {
                self.is_static(&path) || self.is_dynamic(&path)
            }
            Some(RewriteTarget::Url(_)) => true,
            None => false,
        }
    }
}

fn source(text: &str) -> RuleSource {
    RuleSource {
        source: text.to_owned(),
        ..RuleSource::default()
    }
}

fn route(page: &str) -> Route {
    Route {
        kind: RouteKind::AppRoute,
        page: page.to_owned(),
        segments: Segment::parse_page(page),
        entry: String::new(),
        source: String::new(),
        runtime: Runtime::Nodejs,
        methods: None,
        config: SegmentConfig::default(),
    }
}
