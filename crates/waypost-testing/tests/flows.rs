//! The flows of tests/flows print what Node.js printed.

use std::fs;
use std::path::PathBuf;

use expect_test::expect_file;
use waypost_testing::module_output;

#[test]
fn flows_keep_their_async_context() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/flows");
    let printed = module_output(&folder.join("flows.mjs")).expect("the module runs to its end");
    let expected = folder.join("flows.expected.txt");
    assert!(
        fs::metadata(&expected).is_ok_and(|file| file.len() > 0),
        "the record is there"
    );
    expect_file![expected].assert_eq(&printed);
}
