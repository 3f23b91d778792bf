//! No input makes the transform panic, and what it makes of valid input is valid.

use waypost_transform::{Mode, Options, TransformError, transform};

const SEED: &str = "import d, { a as b } from './x.js'; export * from './y.js'; export { b };\n\
    async function* g(x, { y = 1 } = {}) { try { yield* h(await x) } catch ({ z }) { return z } }\n\
    l: for await (const [k, v] of g(`a${b}c`)) { if (k?.[await v]?.(d)) continue l; else break }\n\
    export default class extends (await b) { static async #p() { delete (await q)[await r] } [await s] = 1 }\n\
    switch (await t) { case await u: eval('v'), new Promise(w), import('m').then(/[/]/u) }\n\
    var f; export const e = async () => await (f = { b, async *m() { yield } }, b`t`), o = import.meta;\n";

fn modes() -> [Mode; 4] {
    let folder = "web/url".to_owned();
    [
        Mode::Chunk {
            async_dependencies: false,
        },
        Mode::CommonJs,
        Mode::Builtin { folder },
        Mode::Script,
    ]
}

fn run(source: &str, mode: Mode) -> Result<String, TransformError> {
    transform(source, &Options::new(mode, "in.js").with_source_map()).map(|output| output.code)
}

/// A small generator of numbers, the same on every run.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }
}

/// Whether the engine's side of the contract holds: the result parses as a script.
fn assert_script(code: &str, source: &str) {
    let allocator = oxc::allocator::Allocator::default();
    let parsed =
        oxc::parser::Parser::new(&allocator, code, oxc::span::SourceType::script()).parse();
    assert!(
        !parsed.diagnostics.has_errors(),
        "{source}\n---\n{code}\n{:?}",
        parsed.diagnostics
    );
}

#[test]
fn the_seed_is_valid_and_stays_so() {
    let code = run(SEED, modes()[0].clone()).expect("the seed is valid");
    assert_script(&code, SEED);
}

/// Minified code has no space that keeps two openings apart.
#[test]
fn a_loop_may_stand_at_the_very_start_of_a_function() {
    for source in [
        "async function f(){for await(const x of y)return x}",
        "const f=async()=>{for await(x of y)g(x)},h=async()=>{a:for await(x of y)break a}",
        "async function*f(){for await(const x of y)for await(const z of x)yield z}",
        "async()=>{switch(await x){case await y:}}",
    ] {
        let code = run(source, Mode::Script).expect("the source is valid");
        assert_script(&code, source);
        let spaced = run(&source.replace("{", "{ "), Mode::Script).expect("the source is valid");
        let squeeze = |text: &str| text.replace(' ', "");
        assert_eq!(squeeze(&code), squeeze(&spaced), "{source}");
    }
}

#[test]
fn mutated_sources_do_not_panic() {
    let mut random = Random(7);
    let pieces = [
        "await ",
        "yield ",
        "async ",
        "(",
        ")",
        "{",
        "}",
        ";",
        "\n",
        "`",
        "=>",
        "é😀",
        "for await (x of y) ",
        "a: ",
    ];
    for round in 0..4_000 {
        let mut source = SEED.to_owned();
        for _ in 0..=random.below(4) {
            let at = floor_boundary(&source, random.below(source.len()));
            let end = floor_boundary(&source, (at + random.below(12)).min(source.len()));
            let piece = if random.below(2) == 0 {
                ""
            } else {
                pieces[random.below(pieces.len())]
            };
            source.replace_range(at..end.max(at), piece);
        }
        if let Ok(code) = run(&source, modes()[round % 4].clone()) {
            assert_script(&code, &source);
        }
    }
}

#[test]
fn truncated_sources_do_not_panic() {
    for (at, _) in SEED.char_indices() {
        for mode in modes() {
            if let Ok(code) = run(&SEED[..at], mode) {
                assert_script(&code, &SEED[..at]);
            }
        }
    }
}

#[test]
fn errors_have_a_position() {
    let error = run("let a = 1;\n  let é = (;", Mode::Script).expect_err("the source is wrong");
    assert_eq!((error.line, error.column), (2, 12));
    assert_eq!(error.to_string(), "in.js:2:12: Unexpected token");
    let error = run("let a; let a;", modes()[0].clone()).expect_err("the source is wrong");
    assert_eq!(error.line, 1);
}

#[test]
fn deep_nesting_is_an_answer_not_an_overflow() {
    let depth = 20_000;
    for (open, close) in [
        ("(", ")"),
        ("[", "]"),
        ("{", "}"),
        ("a=>", "a"),
        ("!", "a"),
        ("a+", "a"),
        ("f(", ")"),
    ] {
        let source = open.repeat(depth) + "1" + &close.repeat(if close == "a" { 0 } else { depth });
        let _ = run(&source, Mode::Script);
        let _ = run(&open.repeat(depth), Mode::Script);
    }
    let chain = "if (a) {} else ".repeat(depth) + "b";
    assert!(run(&chain, Mode::Script).is_ok());
    assert!(run(&format!("x = {}1", "a + ".repeat(100_000)), Mode::Script).is_ok());
}

/// A package's table of words in one string has more words than a stack has levels.
#[test]
fn a_table_in_a_string_is_no_nesting() {
    let table = "IQ== + /".repeat(300_000);
    for source in [
        format!("x = \"{table}\";"),
        format!("x = '{table}'; y = a[0] / 2; // it's"),
        format!("/* it's */ if (a) /['\"]/.test(b);\nc = `${{a}} {table} ${{`${{b}}`}}`;"),
        format!("x = a. return /'{table}'"),
        format!("if (/`/.test(a)) b = {{ c: /[/']/ }}\nx = '{table}';"),
    ] {
        assert!(run(&source, Mode::Script).is_ok(), "{}", &source[..40]);
    }
    let deep = "a + ".repeat(300_000);
    for source in [
        format!("if (a) /'/; x = {deep} 1; y = /'/"),
        format!("x = /[/'/; ]/, {deep} 1, /'/"),
        format!("x = `${{`'`}}${{ {deep} '' }}`"),
    ] {
        let error = run(&source, Mode::Script).expect_err("no stack holds it");
        assert!(error.message.contains("nested too deeply"), "{error}");
    }
}

fn floor_boundary(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
