//! Files full of noise are reported or passed over; nothing panics, whatever they hold.

mod support;

use support::Fixture;
use waypost_project::{EnvFiles, Mode, Project};

/// Numbers that look random and are the same in every run (splitmix64).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % bound as u64).unwrap()
    }

    fn text(&mut self, parts: &[&str]) -> String {
        (0..self.below(16))
            .map(|_| parts[self.below(parts.len())])
            .collect()
    }
}

const ENV: &[&str] = &[
    "A", "B", "=", "$", "${", "}", ":-", "\"", "'", "`", "\\", "\n", "\r\n", " ", "#", "export ",
    ": ", "\u{e9}", "\\n", "-",
];
const JSON: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\"extends\"",
    "\"./x\"",
    "//",
    "/*",
    "*/",
    "\n",
    "\\",
    "1",
    "\u{1f980}",
];
const TOML: &[&str] = &[
    "[", "]", "limits", "routes", ".", "\"/a\"", "=", "\n", "max_body", "\"1kb\"", "1", "#",
    "\u{e9}", "workers", "'",
];
const CODE: &[&str] = &[
    "export ",
    "const ",
    "config",
    "runtime",
    "=",
    "{",
    "}",
    "api",
    ":",
    "'edge'",
    "`",
    "${",
    "as const",
    ";",
    "\n",
    "* from 'x'",
    "default ",
    "[",
    "]",
    "...",
    "(",
    ")",
    "=>",
    "\u{e9}",
    "function ",
];

#[test]
fn noise_in_environment_files() {
    let mut numbers = Numbers(3);
    let fixture = Fixture::new(&[]);
    for _ in 0..400 {
        fixture.write(".env.local", &numbers.text(ENV));
        fixture.write(".env", &numbers.text(ENV));
        let process = |name: &str| (name == "B").then(|| "process".to_owned());
        let env = EnvFiles::load(fixture.root(), Mode::Development, &process);
        assert!(env.get("B").is_none());
    }
}

#[test]
fn noise_in_project_files() {
    let mut numbers = Numbers(5);
    let fixture = Fixture::new(&[]);
    for _ in 0..200 {
        let files = [
            ("tsconfig.json", numbers.text(JSON)),
            ("package.json", numbers.text(JSON)),
            ("package-lock.json", numbers.text(JSON)),
            ("waypost.toml", numbers.text(TOML)),
            ("app/a/route.ts", numbers.text(CODE)),
            ("pages/api/b.js", numbers.text(CODE)),
        ];
        for (name, text) in &files {
            fixture.write(name, text);
        }
        if let Err(diagnostics) = Project::load(fixture.root(), &support::Evaluation::of("{}")) {
            assert!(diagnostics.has_errors());
        }
    }
}
