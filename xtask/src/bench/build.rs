//! How long `waypost build` takes for a hundred small routes and two hundred rules.

use super::contender::{run, write};
use super::{Result, say};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

pub(super) const ROUTES: usize = 100;
/// Of redirects, and as many rewrites.
pub(super) const RULES: usize = 100;

/// Milliseconds of each build, none of them with an image to begin with; files are warm.
pub(super) fn times(below: &Path, waypost: &Path, builds: usize) -> Vec<f64> {
    match all(below, waypost, builds) {
        Ok(times) => times,
        Err(message) => {
            say(&format!("builds not counted: {message}"));
            Vec::new()
        }
    }
}

fn all(below: &Path, waypost: &Path, builds: usize) -> Result<Vec<f64>> {
    say(&format!("{builds} builds of {ROUTES} routes"));
    let folder = below.join("hundred-routes");
    let log = below.join("hundred-routes.log");
    for (path, text) in project() {
        write(&folder.join(path), &text)?;
    }
    let mut times = Vec::new();
    for turn in 0..=builds {
        let image = folder.join(".waypost");
        if image.exists() {
            fs::remove_dir_all(&image).map_err(|error| format!("{}: {error}", image.display()))?;
        }
        let begun = Instant::now();
        run(Command::new(waypost).arg("build").arg(&folder), &log)?;
        if turn > 0 {
            times.push(begun.elapsed().as_secs_f64() * 1e3);
        }
    }
    Ok(times)
}

const ROUTE: &str = r#"import { answer } from "@/lib/answer";

export async function GET(request: Request, context: { params: Promise<Record<string, string>> }): Promise<Response> {
  return answer(request.url, await context.params);
}
"#;

const LIBRARY: &str = r"export function answer(url: string, params: Record<string, string>): Response {
  return Response.json({ url, params });
}
";

fn project() -> Vec<(PathBuf, String)> {
    let mut files = [
        (
            "package.json",
            r#"{ "name": "hundred-routes", "dependencies": { "next": "16.0.0" } }"#.to_owned(),
        ),
        (
            "tsconfig.json",
            r#"{ "compilerOptions": { "paths": { "@/*": ["./*"] } } }"#.to_owned(),
        ),
        ("lib/answer.ts", LIBRARY.to_owned()),
        ("next.config.ts", configuration()),
    ]
    .map(|(path, text)| (PathBuf::from(path), text))
    .to_vec();
    let pages = [
        "static",
        "items/[id]",
        "items/[id]/parts/[part]",
        "files/[...path]",
    ];
    for number in 0..ROUTES {
        let page = pages[number % pages.len()];
        let path = format!("app/api/section-{}/{page}/route.ts", number / pages.len());
        files.push((path.into(), ROUTE.to_owned()));
    }
    files
}

fn configuration() -> String {
    let (mut redirects, mut rewrites) = (String::new(), String::new());
    for number in 0..RULES {
        // Writing to a string does not fail.
        let _ = writeln!(
            redirects,
            "  {{ source: \"/old/page-{number}/:id\", destination: \"/api/section-0/items/:id\", permanent: true }},"
        );
        let _ = writeln!(
            rewrites,
            "  {{ source: \"/shop/page-{number}/:colour/:id(\\\\d+)\", destination: \"/api/section-0/items/:id?colour=:colour\" }},"
        );
    }
    format!(
        "const redirects = [\n{redirects}];\nconst rewrites = [\n{rewrites}];\n\
         export default {{ redirects: async () => redirects, rewrites: async () => rewrites }};\n"
    )
}

#[cfg(test)]
mod tests {
    use super::{ROUTES, configuration, project};

    #[test]
    fn the_project_has_its_routes_and_rules() {
        let files = project();
        let routes = files.iter().filter(|(path, _)| path.ends_with("route.ts"));
        assert_eq!(routes.count(), ROUTES);
        let sources = configuration().matches("source:").count();
        assert_eq!(sources, 2 * super::RULES);
        assert!(configuration().contains(r#""/shop/page-7/:colour/:id(\\d+)""#));
    }
}
