//! Source maps of chunks: from the script that runs to the files of the project.

use oxc_sourcemap::SourceMap;
use waypost_transform::compose;

/// `script` maps the script to the rendered chunk, `chunk` the chunk to the files. Sources come out
/// relative to the project; rolldown gave them relative to the directory of the chunk's name.
pub(crate) fn finish(chunk_file: &str, chunk: &SourceMap<'_>, script: &SourceMap<'_>) -> String {
    let mut map = compose(script, chunk);
    let directory = chunk_file
        .rsplit_once('/')
        .map_or("", |(directory, _)| directory);
    let sources: Vec<String> = map
        .get_sources()
        .map(|source| normalise(directory, source))
        .collect();
    map.set_sources(sources);
    map.set_file(chunk_file);
    map.to_json_string()
}

/// `source`, relative to `directory`, as a path relative to the project.
pub(crate) fn normalise(directory: &str, source: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in directory.split('/').chain(source.split('/')) {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::normalise;

    #[test]
    fn sources_are_relative_to_the_project() {
        assert_eq!(normalise("app/a/b", "../../../src/x.ts"), "src/x.ts");
        assert_eq!(normalise("app", "../../lib/x.ts"), "../lib/x.ts");
        assert_eq!(normalise("app/shared", "./x-1.js"), "app/shared/x-1.js");
    }
}
