//! The figures as a table, and as a section of `docs/performance.md`.

use super::super::machine::{load_average, said};
use super::super::report::{WEB_HEADING, shown, table};
use super::super::{Result, figures::Spread};
use super::{Column, Options, TASKS, read};
use std::fs;
use std::path::Path;

/// A row per task: the rates, then how waypost stands.
pub(super) fn table_of(columns: &[Column]) -> String {
    let mut heads = vec!["steps per second of processor time"];
    heads.extend(columns.iter().map(|column| column.name));
    let others = columns.iter().any(|column| column.name != "waypost");
    if others {
        heads.extend(["beside Node", "beside the slowest"]);
    }
    let mut rows = Vec::new();
    for (task, (_, title)) in TASKS.iter().enumerate() {
        let rates: Vec<Option<Spread>> = columns.iter().map(|column| column.rate(task)).collect();
        if rates.iter().all(Option::is_none) {
            continue;
        }
        let mut row = vec![(*title).to_owned()];
        row.extend(
            rates
                .iter()
                .map(|rate| rate.map_or_else(String::new, rate_shown)),
        );
        if others {
            row.push(beside_node(columns, task));
            row.push(beside_slowest(columns, task));
        }
        rows.push(row);
    }
    table(&heads, &rows)
}

fn rate_shown(rate: Spread) -> String {
    let digits = match rate.median {
        value if value < 10.0 => 2,
        value if value < 1000.0 => 1,
        _ => 0,
    };
    shown(rate, digits)
}

fn median(columns: &[Column], name: &str, task: usize) -> Option<f64> {
    let column = columns.iter().find(|column| column.name == name)?;
    Some(column.rate(task)?.median)
}

fn beside_node(columns: &[Column], task: usize) -> String {
    let own = median(columns, "waypost", task);
    match (own, median(columns, "node", task)) {
        (Some(own), Some(node)) => format!("{:.2}", own / node),
        _ => String::new(),
    }
}

fn beside_slowest(columns: &[Column], task: usize) -> String {
    let others = columns.iter().filter(|column| column.name != "waypost");
    let slowest = others
        .filter_map(|column| Some(column.rate(task)?.median))
        .reduce(f64::min);
    match (median(columns, "waypost", task), slowest) {
        (Some(own), Some(slowest)) => format!("{:.2}", own / slowest),
        _ => String::new(),
    }
}

/// Puts the section in the place of the one that is there, at the end of the page.
pub(super) fn write(page: &Path, columns: &[Column], options: &Options) -> Result<()> {
    let text = read(page)?;
    let before = text
        .find(WEB_HEADING)
        .map_or(text.as_str(), |at| &text[..at]);
    let text = format!("{}\n\n{}", before.trim_end(), section(columns, options));
    fs::write(page, text).map_err(|error| format!("{}: {error}", page.display()))
}

fn section(columns: &[Column], options: &Options) -> String {
    let versions: Vec<String> = columns
        .iter()
        .map(|column| format!("{} {}", column.name, column.version))
        .collect();
    format!(
        "{WEB_HEADING}\n\n\
Written by `cargo xtask bench-web --write`, which needs what `make bench` needs but no `wrk`.\n\n\
{}\n\
- The steps are those of `benches/web/tasks.mjs`, the same on every engine. {} rounds, in which the engines take turns: a new process, one task after the other, each repeated for {} ms after a warm-up.\n\
- A figure is the number of steps divided by the user and system time of the engine's whole process tree meanwhile, compilers and collectors included: the median of the rounds, with the least and the most in brackets. The last two columns are quotients of medians; 1.00 is as fast.\n\
- {}. {}, load average at the end {}.\n",
        table_of(columns),
        options.rounds,
        options.milliseconds,
        versions.join(", "),
        said("date", &["-u", "+%Y-%m-%d %H:%M UTC"]),
        load_average(),
    )
}

#[cfg(test)]
mod tests {
    use super::super::{Column, TASKS};
    use super::table_of;

    fn column(name: &'static str, rate: f64) -> Column {
        let mut rates = vec![Vec::new(); TASKS.len()];
        rates[0] = vec![rate];
        Column {
            name,
            version: String::new(),
            rates,
        }
    }

    #[test]
    fn a_row_says_how_waypost_stands() {
        let columns = [
            column("waypost", 200.0),
            column("deno", 80.0),
            column("node", 100.0),
        ];
        let table = table_of(&columns);
        assert_eq!(table.lines().count(), 3);
        let row = table.lines().last().unwrap();
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        assert_eq!(cells[5..7], ["2.00", "2.50"]);
    }
}
