//! What JavaScript wants started, as a command.

use std::ffi::OsString;
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};

use waypost_jsc::{JsResult, Local, Object, Scope};
use waypost_ops::{JsError, OpResult, OpState};

use crate::node::fs::standard_stream;
use crate::node::process::working_directory;

/// What becomes of one of the three standard streams.
enum Channel {
    Pipe,
    Ignore,
    Inherit,
    /// A file that JavaScript opened.
    File(i32),
}

/// A command as `node:child_process` describes it.
pub(super) struct Plan {
    file: String,
    args: Vec<String>,
    argv0: Option<String>,
    cwd: Option<String>,
    /// Names and values in turn.
    env: Vec<String>,
    channels: Vec<Channel>,
    detached: bool,
    uid: Option<u32>,
    gid: Option<u32>,
    /// Of the sync form: what it reads, how long it may run, how much it may write.
    pub(super) input: Vec<u8>,
    pub(super) timeout: Option<f64>,
    pub(super) max_buffer: f64,
    pub(super) kill_signal: i32,
}

impl Plan {
    pub(super) fn read<'s>(scope: &Scope<'s>, given: Local<'s, Object>) -> OpResult<Self> {
        Self::read_members(scope, given)
            .map_err(|error| JsError::new(error.describe(scope).to_string()))
    }

    fn read_members<'s>(scope: &Scope<'s>, given: Local<'s, Object>) -> JsResult<'s, Self> {
        let text = |name: &str| -> JsResult<'s, Option<String>> {
            let value = given.get(scope, name)?;
            if value.is_nullish(scope) {
                return Ok(None);
            }
            value.to_rust_string(scope).map(Some)
        };
        let list = |name: &str| -> JsResult<'s, Vec<String>> {
            let Some(array) = given.get(scope, name)?.as_array(scope) else {
                return Ok(Vec::new());
            };
            let mut texts = Vec::new();
            for index in 0..array.length(scope)? {
                texts.push(array.get_index(scope, index)?.to_rust_string(scope)?);
            }
            Ok(texts)
        };
        let number = |name: &str| -> JsResult<'s, Option<f64>> {
            Ok(given.get(scope, name)?.as_number(scope))
        };
        let channels = list("stdio")?
            .iter()
            .map(|word| match word.as_str() {
                "pipe" => Channel::Pipe,
                "inherit" => Channel::Inherit,
                number => number.parse().map_or(Channel::Ignore, Channel::File),
            })
            .collect();
        Ok(Self {
            file: text("file")?.unwrap_or_default(),
            args: list("args")?,
            argv0: text("argv0")?,
            cwd: text("cwd")?,
            env: list("env")?,
            channels,
            detached: given.get(scope, "detached")?.to_boolean(scope),
            uid: number("uid")?.map(|id| id as u32),
            gid: number("gid")?.map(|id| id as u32),
            input: given
                .get(scope, "input")?
                .copy_bytes(scope)
                .unwrap_or_default(),
            timeout: number("timeout")?.filter(|timeout| *timeout > 0.0),
            max_buffer: number("maxBuffer")?.unwrap_or(f64::INFINITY),
            kill_signal: number("killSignal")?.unwrap_or(15.0) as i32,
        })
    }

    /// The command, with its streams in place.
    pub(super) fn command(&self, state: &OpState) -> OpResult<Command> {
        let mut command = Command::new(&self.file);
        command.args(self.args.iter().map(OsString::from));
        if let Some(argv0) = &self.argv0 {
            command.arg0(argv0);
        }
        command.env_clear();
        for pair in self.env.chunks_exact(2) {
            command.env(&pair[0], &pair[1]);
        }
        let root = working_directory(state);
        match &self.cwd {
            Some(cwd) => command.current_dir(std::path::Path::new(&root).join(cwd)),
            None if !root.is_empty() => command.current_dir(root),
            None => &mut command,
        };
        if self.detached {
            command.process_group(0);
        }
        if let Some(uid) = self.uid {
            command.uid(uid);
        }
        if let Some(gid) = self.gid {
            command.gid(gid);
        }
        command.stdin(self.stream(state, 0)?);
        command.stdout(self.stream(state, 1)?);
        command.stderr(self.stream(state, 2)?);
        Ok(command)
    }

    /// Whether what it writes there is given to JavaScript.
    pub(super) fn is_piped(&self, index: usize) -> bool {
        matches!(self.channels.get(index), Some(Channel::Pipe))
    }

    fn stream(&self, state: &OpState, index: usize) -> OpResult<Stdio> {
        Ok(match self.channels.get(index) {
            Some(Channel::Pipe) => Stdio::piped(),
            Some(Channel::Inherit) => Stdio::inherit(),
            Some(Channel::File(number)) => standard_stream(state, *number)?.into(),
            Some(Channel::Ignore) | None => Stdio::null(),
        })
    }
}
