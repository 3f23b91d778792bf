//! An evaluation ends: with the text, with what was thrown, or by its limit.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::json;
use waypost_image::{Chunk, Graph, Image, InputsDigest, Manifest, NextVersion, PreviewKeys};
use waypost_runtime::{Evaluation, EvaluationError, Limits, ProcessSettings, WorkerOptions};

/// For what ends by itself, however busy the machine is.
const PATIENCE: Duration = Duration::from_secs(60);
/// For what does not.
const SHORT: Duration = Duration::from_millis(300);

/// Runs a chunk of one module, `body`, as a configuration.
fn evaluate(body: &str, is_async: bool, limit: Duration) -> Result<String, EvaluationError> {
    let keys = PreviewKeys::generate().expect("the system has random bytes");
    let inputs = InputsDigest::default();
    let mut manifest = Manifest::new(NextVersion::V16, String::new(), keys, inputs);
    manifest.chunks.push(Chunk {
        file: "config.js".into(),
        map: None,
        imports: Vec::new(),
        dynamic: BTreeMap::new(),
        is_async,
        graph: Graph::Pages,
    });
    let factory = if is_async {
        "async function"
    } else {
        "function"
    };
    let code =
        format!("({factory}($r,$w){{\"use strict\";let c;$r.x({{default:()=>c}});\n{body}\n}})");
    let files = BTreeMap::from([("config.js".to_owned(), code)]);
    let evaluation = Evaluation {
        image: Image::new(manifest, files).expect("the image is whole"),
        script: "next/config_file/config_file",
        function: "evaluateConfig",
        arguments: [
            json!(0),
            json!({ "phase": "phase-test", "standInForAddons": false }),
            json!({ "a": 1 }),
        ],
        options: WorkerOptions {
            origin: "http://localhost:3000".into(),
            root: "/project".into(),
            dev: false,
            limits: Limits { pause: limit },
            process: ProcessSettings::default(),
            bytecode: None,
        },
        limit,
    };
    evaluation.run()
}

fn check(body: &str, is_async: bool, expected: &str) {
    let text = evaluate(body, is_async, PATIENCE).expect("it settles");
    assert!(text.starts_with(expected), "{text}");
}

#[test]
fn what_the_function_gives_is_the_result() {
    check(
        "c = (phase, { defaultConfig }) => ({ phase, ...defaultConfig });",
        false,
        r#"{"config":{"phase":"phase-test","a":1},"redirects":[]"#,
    );
}

#[test]
fn timers_run_while_it_is_waited_for() {
    check(
        "c = new Promise((resolve) => setTimeout(resolve, 20, { late: 1 }));",
        false,
        r#"{"config":{"late":1}"#,
    );
}

#[test]
fn what_is_thrown_is_part_of_the_result() {
    check(
        "throw new RangeError('no');",
        false,
        r#"{"failed":{"message":"RangeError: no""#,
    );
}

#[test]
fn javascript_without_end_is_ended() {
    // Counted while it has a processor; how long that takes on the clock is bounded too.
    let budget = Duration::from_millis(50);
    let error = evaluate("for (;;) {}", false, budget).expect_err("it cannot settle");
    assert!(matches!(error, EvaluationError::Ended(_)), "{error}");
}

#[test]
fn a_promise_that_never_settles_is_given_up() {
    let error = evaluate("c = new Promise(() => {});", false, SHORT).expect_err("it cannot settle");
    assert_eq!(error.to_string(), "it has not ended after 0.3 seconds");
}
