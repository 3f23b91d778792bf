//! The command line: every command and flag, declared once.

use clap::{Args, Parser, Subcommand};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use waypost_server::{Target, TargetError};

const EXAMPLES: &str = "\
Examples:
  waypost dev                    serve the project in this directory, reload on change
  waypost build && waypost start -p 8080
  waypost start ../shop --workers 4";

/// Serves the API of a Next.js project: pages/api and app route handlers, without Node.js.
#[derive(Debug, Parser)]
#[command(name = "waypost", version, after_help = EXAMPLES, disable_help_subcommand = true)]
pub(crate) struct Flags {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Serve for development: reload on change, show errors, log requests
    Dev(ServeFlags),
    /// Write the app image to .waypost/ and print the routes
    Build(BuildFlags),
    /// Serve; builds first when there is no current app image
    Start(StartFlags),
    /// Print the routes, nothing else
    Routes(DirectoryFlags),
    /// One worker of a supervisor, which speaks to it on standard input
    #[command(hide = true)]
    Worker,
    /// Compile the app image in a directory ahead, for a build
    #[command(hide = true)]
    Compile(CompileFlags),
}

#[derive(Debug, Args)]
pub(crate) struct DirectoryFlags {
    /// The project directory
    #[arg(value_name = "DIR", default_value = ".")]
    pub(crate) directory: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct ServeFlags {
    #[command(flatten)]
    pub(crate) project: DirectoryFlags,
    /// The port to listen on; 0 takes any free one
    #[arg(short, long, value_name = "PORT", env = "PORT", default_value_t = 3000)]
    pub(crate) port: u16,
    /// The address or host name to listen on; `::` is every address, of IPv4 too
    #[arg(
        short = 'H',
        long = "hostname",
        value_name = "HOST",
        default_value = "::"
    )]
    pub(crate) host: String,
    /// The front end that is asked for what is no public file and no route
    #[arg(long, value_name = "URL", value_parser = origin)]
    pub(crate) upstream: Option<String>,
}

fn origin(text: &str) -> Result<String, TargetError> {
    Target::origin(text).map(|_| text.to_owned())
}

#[derive(Debug, Args)]
pub(crate) struct StartFlags {
    #[command(flatten)]
    pub(crate) serve: ServeFlags,
    /// Worker processes [default: one per core]
    #[arg(long, value_name = "N")]
    pub(crate) workers: Option<NonZeroUsize>,
}

#[derive(Debug, Args)]
pub(crate) struct BuildFlags {
    #[command(flatten)]
    pub(crate) project: DirectoryFlags,
    /// Where to write the app image instead of DIR/.waypost
    #[arg(long, value_name = "DIR", hide = true)]
    pub(crate) image: Option<PathBuf>,
    /// Print problems only
    #[arg(long, hide = true)]
    pub(crate) quiet: bool,
}

#[derive(Debug, Args)]
pub(crate) struct CompileFlags {
    /// The directory of the app image
    #[arg(value_name = "DIR")]
    pub(crate) image: PathBuf,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_declarations_are_sound() {
        Flags::command().debug_assert();
    }

    #[test]
    fn a_start_has_short_and_long_flags() {
        let flags = [
            "waypost",
            "start",
            "shop",
            "-p",
            "80",
            "-H",
            "::1",
            "--workers",
            "2",
        ];
        let Command::Start(start) = Flags::try_parse_from(flags).unwrap().command else {
            panic!("another command");
        };
        assert_eq!((start.serve.port, start.serve.host.as_str()), (80, "::1"));
        assert_eq!(start.workers.map(NonZeroUsize::get), Some(2));
        assert_eq!(start.serve.project.directory, PathBuf::from("shop"));
    }

    #[test]
    fn impossible_values_are_refused() {
        for flags in [
            ["start", "--workers=0"],
            ["start", "--port=70000"],
            ["dev", "--upstream=localhost:4000"],
            ["start", "--upstream=http://a.test/base"],
            ["serve", "."],
        ] {
            assert!(Flags::try_parse_from(["waypost"].into_iter().chain(flags)).is_err());
        }
    }
}
