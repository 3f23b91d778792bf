//! Environment files: order, syntax, expansion.

mod support;

use support::Fixture;
use waypost_project::{EnvFiles, Mode};

/// What one `.env` file says when the process has nothing.
fn check(text: &str, expected: &[(&str, &str)]) {
    let fixture = Fixture::new(&[(".env", text)]);
    let env = EnvFiles::load(fixture.root(), Mode::Production, &|_| None);
    assert_eq!(env.iter().collect::<Vec<_>>(), expected, "{text}");
}

/// As recorded from Next.js.
#[test]
fn recorded_lines() {
    check(
        "A=one\nB=two\nEXP=pre-${A}-post\nEXP2=$B/x\nDEF=${NOPE:-dflt}\nESC=\\$A\nQ=\"line1\\nline2\"\n\
         SQ='raw $A \\n'\nHASHV=abc#def # comment\nSP=  spaced  \nEMPTY=\nexport EX=1\nBACK=`bt \"x\"`\n",
        &[
            ("A", "one"),
            ("B", "two"),
            ("EXP", "pre-one-post"),
            ("EXP2", "two/x"),
            ("DEF", "dflt"),
            ("ESC", "$A"),
            ("Q", "line1\nline2"),
            ("SQ", "raw one \\n"),
            ("HASHV", "abc"),
            ("SP", "spaced"),
            ("EMPTY", ""),
            ("EX", "1"),
            ("BACK", "bt \"x\""),
        ],
    );
}

#[test]
fn quotes() {
    check("A=\"with # hash\" # comment", &[("A", "with # hash")]);
    check(
        "A=\"one\ntwo\nthree\"\nB=2",
        &[("A", "one\ntwo\nthree"), ("B", "2")],
    );
    check("A='it''s'\nB=2", &[("A", "it''s"), ("B", "2")]);
    check(
        "A=\"never closed\nB=2",
        &[("A", "\"never closed"), ("B", "2")],
    );
    check("A=\"x\" y \"z\"", &[("A", "x\" y \"z")]);
    check("A=\"say \\\"hi\\\"\"", &[("A", "say \\\"hi\\\"")]);
    check(
        "KEY=\"-----BEGIN-----\r\nabc\r\n-----END-----\"\r\n",
        &[("KEY", "-----BEGIN-----\nabc\n-----END-----")],
    );
}

#[test]
fn lines() {
    check(
        "\u{feff}A=1\r\n\r\n# comment\n  B = 2 \nC: 3\nD.e-f=4\nA=5\n",
        &[("B", "2"), ("C", "3"), ("D.e-f", "4"), ("A", "5")],
    );
    check(
        "exported=1\nexport\tT=2\n",
        &[("exported", "1"), ("T", "2")],
    );
}

#[test]
fn references() {
    check("A=$A/x", &[("A", "/x")]);
    check("A=$B\nB=$A!", &[("A", "!"), ("B", "!")]);
    check("A=${B}${C-c}${D:-${B}}\nB=b", &[("A", "bcb"), ("B", "b")]);
    check(
        "A=$\nB=a$\nC=5$ x\nD=${\nE=${}\nF=${A?}",
        &[
            ("A", "$"),
            ("B", "a$"),
            ("C", "5$ x"),
            ("D", "${"),
            ("E", "${}"),
            ("F", "${A?}"),
        ],
    );
    check("E=\nA=${E:-x}", &[("E", ""), ("A", "x")]);
}

#[test]
fn files_in_order() {
    let fixture = Fixture::new(&[
        (".env", "A=env\nB=env\nC=env\nD=env\nSEES=$B\n"),
        (".env.production", "A=mode\nB=mode\nC=mode\n"),
        (".env.local", "A=local\nB=local\n"),
        (".env.production.local", "A=mode local\n"),
        (".env.test", "A=test\n"),
        (".env.development", "A=development\n"),
    ]);
    let text = |mode: Mode| {
        let env = EnvFiles::load(fixture.root(), mode, &|_| None);
        let get = |name| env.get(name).unwrap_or("-").to_owned();
        let values: Vec<String> = ["A", "B", "C", "D", "SEES"].map(get).into();
        (values.join(" | "), env.files.join(" "))
    };
    assert_eq!(
        text(Mode::Production),
        (
            "mode local | local | mode | env | local".to_owned(),
            ".env.production.local .env.local .env.production .env".to_owned()
        )
    );
    assert_eq!(
        text(Mode::Development).0,
        "local | local | env | env | local"
    );
    assert_eq!(
        text(Mode::Test),
        (
            "test | env | env | env | env".to_owned(),
            ".env.test .env".to_owned()
        )
    );
}

#[test]
fn the_process_wins_and_is_referred_to() {
    let fixture = Fixture::new(&[(".env", "A=file\nB=$A\nHOST=${NAME:-x}:$PORT\n")]);
    let process = |name: &str| match name {
        "A" => Some("process$B".to_owned()),
        "PORT" => Some("80".to_owned()),
        _ => None,
    };
    let env = EnvFiles::load(fixture.root(), Mode::Production, &process);
    assert_eq!(
        env.iter().collect::<Vec<_>>(),
        [("B", "process$B"), ("HOST", "x:80")]
    );
}

#[test]
fn odd_lines_are_named_and_values_are_not_printed() {
    let fixture = Fixture::new(&[(".env", "A=secret\nwhat is this\nKEY=\"a\nb\"\n=x\n")]);
    let env = EnvFiles::load(fixture.root(), Mode::Production, &|_| None);
    let places: Vec<Option<String>> = env.diagnostics.iter().map(|d| d.place()).collect();
    assert_eq!(
        places,
        [Some(".env:2:1".to_owned()), Some(".env:5:1".to_owned())]
    );
    assert!(!format!("{env:?}").contains("secret"));
}

#[test]
fn references_that_multiply_are_stopped() {
    let mut text = "V0=0123456789\n".to_owned();
    for i in 1..40 {
        text.push_str(&format!("V{i}=$V{0}$V{0}$V{0}$V{0}\n", i - 1));
    }
    let fixture = Fixture::new(&[(".env", &text)]);
    let env = EnvFiles::load(fixture.root(), Mode::Production, &|_| None);
    assert!(env.diagnostics.has_errors());
    assert_eq!(env.get("V1"), Some("0123456789".repeat(4).as_str()));
}
