//! The figures as tables, for the terminal and for `docs/performance.md`.

use super::build;
use super::figures::{Figures, Sample, Spread, ratio};
use super::load::{CONNECTIONS, POST_BODY, Request};
use super::options::Options;

/// All tables.
pub(super) fn tables(all: &[Figures], builds: &[f64]) -> String {
    let mut text = String::from("## Requests\n");
    for request in Request::ALL {
        text += &format!("\n### {}\n\n{}", request.title(), speed(all, request));
    }
    text += &format!("\n## Ratios\n\n{}", ratios(all));
    text += &format!("\n## Memory\n\n{}", memory(all));
    text += &format!("\n## Start\n\n{}", starts(all));
    if let Some(spread) = Spread::of(builds.iter().copied()) {
        text += &format!("\n## Build\n\n{}", build(spread));
    }
    text
}

/// What the section of `bench-web` begins with, the last of the page.
pub(super) const WEB_HEADING: &str = "## Web platform";
/// What the section begins with that is written by hand, before that one.
const DEPENDENCIES_HEADING: &str = "## Start with dependencies";

/// The whole page, with the sections that others wrote; tidy wants it to end with one line feed.
pub(super) fn page(
    all: &[Figures],
    builds: &[f64],
    facts: &[(&str, String)],
    options: &Options,
    before: &str,
) -> String {
    let kept = kept(before);
    let gap = if kept.is_empty() { "" } else { "\n" };
    let facts: Vec<Vec<String>> = facts
        .iter()
        .map(|(name, value)| vec![(*name).to_owned(), value.clone()])
        .collect();
    let versions: Vec<Vec<String>> = all
        .iter()
        .map(|figures| vec![figures.name.to_owned(), figures.version.clone()])
        .collect();
    format!(
        "# Performance\n\n\
         Written by `cargo xtask bench --write`; `make bench` prints the same for the machine it \
         runs on.\n\n{}\n## Machine\n\n{}\n## Versions\n\n{}\n{}{gap}{kept}",
        tables(all, builds),
        table(&["", ""], &facts),
        table(&["server", "version"], &versions),
        method(options)
    )
}

/// The end of the page, which this does not make.
fn kept(before: &str) -> &str {
    let headings = [DEPENDENCIES_HEADING, WEB_HEADING];
    let first = headings.iter().filter_map(|it| before.find(it)).min();
    first.map_or("", |at| &before[at..])
}

fn method(options: &Options) -> String {
    let Options {
        rounds,
        seconds,
        starts,
        ..
    } = options;
    format!(
        "## Method\n\n\
- The same handlers run on every server: `benches/end_to_end/`. Each first has to give the expected answer; runs with broken connections or error statuses do not count.\n\
- {rounds} rounds. In each the servers take turns: a new process, one kind of request after the other, each with a warm-up and then {seconds} s under load. Figures are medians of the rounds, with the least and the most in brackets.\n\
- Load comes from `wrk` on the same machine: one thread, {CONNECTIONS} connections, keep-alive, nothing pinned to a core. On two cores it takes one of them and the server has the other, so that requests per second depend on both. **Requests per second of server CPU** do not: they are the requests divided by the user and system time of the server's whole process tree (`/proc/PID/stat`). Ratios compare these; their brackets hold the least and the most of the rounds.\n\
- What is sent through a middleware is sent to a project of its own, `NAME-middleware`, so that the others pay nothing for it. The middleware returns `NextResponse.next()` and is the same file for all.\n\
- The body of POST is `{POST_BODY}`.\n\
- waypost runs with `--workers 1`: a supervisor and one worker. All others run as they do by default, Next.js with `next start` after `next build`.\n\
- Memory is proportional (Pss of the process tree), half a second after the first answer and half a second after the last load of a round.\n\
- Start is the time from before the process is made until a GET is answered with 200, by a client that tries every 0.2 ms; files are warm, waypost's app image and Next.js's build are there. Median of {starts} starts, the servers taking turns.\n\
- Build is the time of the whole process, with a generated project and no app image to begin with; files are warm. Median of {starts} builds.\n\
- Compare within one run only. A change that claims speed shows a run before and one after, with the spread.\n\n\
## Repeat\n\n\
`make bench` needs Linux, `wrk`, Node.js 20.9 or newer and npm, and downloads the other servers at the versions of their lock files into `target/bench`. What cannot be had is left out with a message. Flags: `cargo xtask bench --rounds 5 --seconds 5 --starts 10 --only waypost,bun --write`.\n"
    )
}

fn build(spread: Spread) -> String {
    let what = format!(
        "{} small `route.ts`, {} rules",
        build::ROUTES,
        2 * build::RULES
    );
    let row = vec![what, shown(spread, 0)];
    table(&["`waypost build`", "ms"], &[row])
}

fn speed(all: &[Figures], request: Request) -> String {
    let median = |figures: &Figures, field: fn(&Sample) -> f64| {
        figures
            .spread(request, field)
            .map_or_else(String::new, |spread| format!("{:.2}", spread.median))
    };
    let mut rows = Vec::new();
    for figures in all {
        let per_cpu = figures.spread(request, |sample| sample.per_cpu_second);
        let per_second = figures.spread(request, |sample| sample.per_second);
        let (Some(per_cpu), Some(per_second)) = (per_cpu, per_second) else {
            continue;
        };
        rows.push(vec![
            figures.name.to_owned(),
            shown(per_cpu, 0),
            shown(per_second, 0),
            median(figures, |sample| sample.p50_ms),
            median(figures, |sample| sample.p99_ms),
        ]);
    }
    let heads = [
        "server",
        "requests/s of server CPU",
        "requests/s",
        "p50 ms",
        "p99 ms",
    ];
    table(&heads, &rows)
}

/// Waypost, with a middleware or without.
fn is_own(figures: &Figures) -> bool {
    figures.name.starts_with("waypost")
}

fn ratios(all: &[Figures]) -> String {
    let mut rows = Vec::new();
    for other in all.iter().filter(|figures| !is_own(figures)) {
        for request in Request::ALL {
            let own = all.iter().filter(|figures| is_own(figures));
            let ratios = own.filter_map(|own| ratio((own, request), (other, request)));
            for spread in ratios {
                let what = format!("waypost / {}, {}", other.name, request.title());
                rows.push(vec![what, shown(spread, 2)]);
            }
        }
    }
    for own in all.iter().filter(|figures| is_own(figures)) {
        if let Some(spread) = ratio((own, Request::Pages), (own, Request::Get)) {
            let what = "waypost, `pages/api` / `route.ts`, GET".to_owned();
            rows.push(vec![what, shown(spread, 2)]);
        }
    }
    table(&["requests/s of server CPU", "ratio"], &rows)
}

fn memory(all: &[Figures]) -> String {
    let shown_all = |values: &[f64]| {
        Spread::of(values.iter().copied()).map_or_else(String::new, |spread| shown(spread, 1))
    };
    let rows: Vec<Vec<String>> = all
        .iter()
        .map(|figures| {
            vec![
                figures.name.to_owned(),
                shown_all(&figures.idle),
                shown_all(&figures.after),
            ]
        })
        .collect();
    table(&["server", "idle MB", "after the load MB"], &rows)
}

fn starts(all: &[Figures]) -> String {
    let rows: Vec<Vec<String>> = all
        .iter()
        .filter_map(|figures| {
            let spread = Spread::of(figures.starts.iter().copied())?;
            Some(vec![figures.name.to_owned(), shown(spread, 1)])
        })
        .collect();
    table(&["server", "first answer after ms"], &rows)
}

/// `median (least-most)`
pub(super) fn shown(spread: Spread, digits: usize) -> String {
    let number = |value: f64| grouped(&format!("{value:.digits$}"));
    format!(
        "{} ({}–{})",
        number(spread.median),
        number(spread.least),
        number(spread.most)
    )
}

/// Commas between the thousands.
fn grouped(number: &str) -> String {
    let whole = number.find('.').unwrap_or(number.len());
    let mut text = String::new();
    for (at, character) in number.char_indices() {
        if at > 0 && at < whole && (whole - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(character);
    }
    text
}

/// A Markdown table that is also readable as it is.
pub(super) fn table(heads: &[&str], rows: &[Vec<String>]) -> String {
    let width = |column: usize| {
        let cells = rows.iter().map(|row| row[column].chars().count());
        cells.chain([heads[column].len(), 3]).max().unwrap_or(3)
    };
    let widths: Vec<usize> = (0..heads.len()).map(width).collect();
    let line = |cells: &[&str]| {
        let padded = cells
            .iter()
            .zip(&widths)
            .map(|(cell, width)| format!(" {cell:width$} |"));
        format!("|{}\n", padded.collect::<String>())
    };
    let rules: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
    let rules: Vec<&str> = rules.iter().map(String::as_str).collect();
    let mut text = line(heads) + &line(&rules);
    for row in rows {
        let cells: Vec<&str> = row.iter().map(String::as_str).collect();
        text += &line(&cells);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{grouped, kept, table};

    #[test]
    fn sections_of_others_stay() {
        assert_eq!(kept("## Requests\n"), "");
        let both = "## Start with dependencies\n\nx\n\n## Web platform\n";
        assert_eq!(kept(&format!("## Start\n\n{both}")), both);
        assert_eq!(kept("y\n## Web platform\n"), "## Web platform\n");
    }

    #[test]
    fn thousands_are_grouped() {
        for (number, expected) in [
            ("7", "7"),
            ("123", "123"),
            ("1234", "1,234"),
            ("1234567.25", "1,234,567.25"),
        ] {
            assert_eq!(grouped(number), expected);
        }
    }

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let rows = [vec!["waypost".to_owned(), "1".to_owned()]];
        let expected = "| server  | ms  |\n| ------- | --- |\n| waypost | 1   |\n";
        assert_eq!(table(&["server", "ms"], &rows), expected);
    }
}
