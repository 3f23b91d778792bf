//! Which package a file belongs to.

/// The package a file belongs to: what follows the last `node_modules`. Empty for project files.
pub fn package_of(path: &str) -> &str {
    let Some(at) = path.rfind("/node_modules/") else {
        return "";
    };
    let rest = &path[at + "/node_modules/".len()..];
    let parts = if rest.starts_with('@') { 2 } else { 1 };
    match rest.match_indices('/').nth(parts - 1) {
        Some((end, _)) => &rest[..end],
        None => rest,
    }
}

#[cfg(test)]
mod tests {
    use super::package_of;

    #[test]
    fn the_innermost_package_counts() {
        assert_eq!(package_of("/p/src/a.ts"), "");
        assert_eq!(package_of("/p/node_modules/a/x.js"), "a");
        assert_eq!(
            package_of("/p/node_modules/a/node_modules/@s/b/x.js"),
            "@s/b"
        );
    }
}
