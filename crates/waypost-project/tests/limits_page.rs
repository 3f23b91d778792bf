//! `docs/limits.md` lists the settings that there are, with their defaults.

use waypost_project::settings_reference;

const PAGE: &str = include_str!("../../../docs/limits.md");

#[test]
fn the_page_lists_every_setting() {
    let reference = settings_reference();
    let block = format!("```text\n{reference}```\n");
    assert!(
        PAGE.contains(&block),
        "docs/limits.md is not current; its list of settings must read:\n{block}"
    );
}
