//! Links between the repository's pages lead somewhere.

use super::{Complaint, is_material, line_of};
use crate::tree::{File, Tree};

pub(super) fn check(tree: &Tree, complaints: &mut Vec<Complaint>) {
    for file in &tree.files {
        if !file.path.ends_with(".md")
            || (is_material(&file.path) && !file.path.ends_with("README.md"))
        {
            continue;
        }
        for (at, _) in file.text.match_indices("](") {
            let target = file.text[at + 2..]
                .split([')', ' '])
                .next()
                .unwrap_or_default();
            if !leads_somewhere(tree, file, target) {
                let message = format!("{target:?} leads nowhere; correct the link");
                complaints.push(Complaint::new(&file.path, line_of(&file.text, at), message));
            }
        }
    }
}

fn leads_somewhere(tree: &Tree, file: &File, target: &str) -> bool {
    let is_elsewhere =
        target.contains("://") || target.starts_with(['#', '/']) || target.starts_with("mailto:");
    if is_elsewhere {
        return true;
    }
    let path = target.split('#').next().unwrap_or_default();
    let mut parts: Vec<&str> = file.path.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            name => parts.push(name),
        }
    }
    tree.contains(&parts.join("/"))
}

#[cfg(test)]
mod tests {
    use crate::tidy::check_files;

    #[test]
    fn links_lead_to_files_and_folders() {
        let page = (
            "docs/a.md",
            "[b](../b.md#part) [c](c/) [web](https://example.com)\n",
        );
        let files = [page, ("b.md", "b\n"), ("docs/c/d.md", "d\n")];
        check_files(&files, &[]);
        check_files(
            &[page],
            &[
                "docs/a.md:1: \"../b.md#part\" leads nowhere",
                "docs/a.md:1: \"c/\" leads",
            ],
        );
    }
}
