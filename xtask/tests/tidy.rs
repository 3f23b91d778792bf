//! The repository is tidy: what `cargo xtask tidy` says, as a test.

use xtask::{Tree, tidy};

#[test]
fn the_repository_is_tidy() {
    let tree = Tree::of_workspace();
    assert!(
        tree.files.len() > 100,
        "the repository's files were not found"
    );
    let complaints = tidy::check(&tree);
    let lines: Vec<String> = complaints.iter().map(ToString::to_string).collect();
    assert!(
        lines.is_empty(),
        "{} complaints:\n{}",
        lines.len(),
        lines.join("\n")
    );
}
