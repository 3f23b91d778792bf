//! The frames of a WebSocket connection, as its client reads and writes them.
//!
//! Nothing is believed of a length before its bytes are there, and no message grows past its limit.
//! RFC 6455, section 5.

use std::io;

use tokio::io::{AsyncRead, AsyncReadExt as _, BufReader};

/// What a frame carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Opcode {
    Continuation = 0,
    Text = 1,
    Binary = 2,
    Close = 8,
    Ping = 9,
    Pong = 10,
}

impl Opcode {
    fn of(bits: u8) -> Option<Self> {
        Some(match bits {
            0 => Self::Continuation,
            1 => Self::Text,
            2 => Self::Binary,
            8 => Self::Close,
            9 => Self::Ping,
            10 => Self::Pong,
            _ => return None,
        })
    }

    fn is_control(self) -> bool {
        self as u8 >= 8
    }
}

/// The most a control frame carries.
const MAX_CONTROL: usize = 125;
/// How much memory is taken ahead of the bytes that fill it.
const STEP: usize = 64 * 1024;

/// A whole frame as a client sends it: final, and masked.
pub(super) fn encode(opcode: Opcode, payload: &[u8], mask: [u8; 4]) -> Vec<u8> {
    let mut frame = Vec::with_capacity(payload.len() + 14);
    frame.push(0x80 | opcode as u8);
    if let (Ok(short), true) = (u8::try_from(payload.len()), payload.len() < 126) {
        frame.push(0x80 | short);
    } else if let Ok(medium) = u16::try_from(payload.len()) {
        frame.push(0x80 | 126);
        frame.extend(medium.to_be_bytes());
    } else {
        frame.push(0x80 | 127);
        frame.extend((payload.len() as u64).to_be_bytes());
    }
    frame.extend(mask);
    let start = frame.len();
    frame.extend_from_slice(payload);
    for (byte, key) in frame[start..].iter_mut().zip(mask.iter().cycle()) {
        *byte ^= key;
    }
    frame
}

/// The payload of a close frame.
pub(super) fn close_payload(code: Option<u16>, reason: &str) -> Vec<u8> {
    let mut payload = Vec::new();
    if let Some(code) = code {
        payload.extend(code.to_be_bytes());
        payload.extend_from_slice(reason.as_bytes());
    }
    payload
}

/// What the server said.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Event {
    Text(String),
    Binary(Vec<u8>),
    /// The code is absent when the frame had none.
    Close(Option<u16>, String),
    Ping(Vec<u8>),
    Pong,
}

/// Why reading came to an end.
#[derive(Debug, thiserror::Error)]
pub(super) enum ReadError {
    #[error("the connection broke off: {0}")]
    Io(#[from] io::Error),
    /// The code to close with, and what is wrong.
    #[error("{1}")]
    Protocol(u16, &'static str),
}

const PROTOCOL_ERROR: u16 = 1002;
const INVALID_DATA: u16 = 1007;
const TOO_BIG: u16 = 1009;

fn protocol(what: &'static str) -> ReadError {
    ReadError::Protocol(PROTOCOL_ERROR, what)
}

/// The server's side of a connection, message by message.
pub(super) struct Incoming<R> {
    reader: BufReader<R>,
    /// The message that continuation frames belong to.
    open: Option<Opcode>,
    message: Vec<u8>,
    limit: usize,
}

impl<R: AsyncRead + Unpin> Incoming<R> {
    /// Messages of more than `limit` bytes are refused.
    pub(super) fn new(reader: R, limit: usize) -> Self {
        Self {
            reader: BufReader::new(reader),
            open: None,
            message: Vec::new(),
            limit,
        }
    }

    /// The next whole message or control frame.
    pub(super) async fn next(&mut self) -> Result<Event, ReadError> {
        loop {
            let head = [self.reader.read_u8().await?, self.reader.read_u8().await?];
            if head[0] & 0x70 != 0 {
                return Err(protocol("a frame has bits of an extension"));
            }
            let opcode = Opcode::of(head[0] & 0x0f).ok_or(protocol("an unknown opcode"))?;
            let is_final = head[0] & 0x80 != 0;
            if head[1] & 0x80 != 0 {
                return Err(protocol("a server does not mask its frames"));
            }
            let length = match head[1] {
                126 => u64::from(self.reader.read_u16().await?),
                127 => self.reader.read_u64().await?,
                short => u64::from(short),
            };
            if opcode.is_control() {
                return self.control(opcode, is_final, length).await;
            }
            self.data(opcode, length).await?;
            if is_final {
                return self.finish();
            }
        }
    }

    async fn control(
        &mut self,
        opcode: Opcode,
        is_final: bool,
        length: u64,
    ) -> Result<Event, ReadError> {
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        if !is_final || length > MAX_CONTROL {
            return Err(protocol("a control frame is fragmented or too long"));
        }
        let mut payload = vec![0; length];
        self.reader.read_exact(&mut payload).await?;
        match opcode {
            Opcode::Ping => Ok(Event::Ping(payload)),
            Opcode::Close => close(&payload),
            _ => Ok(Event::Pong),
        }
    }

    async fn data(&mut self, opcode: Opcode, length: u64) -> Result<(), ReadError> {
        match (opcode, self.open) {
            (Opcode::Continuation, None) => {
                return Err(protocol("a continuation of no message"));
            }
            (Opcode::Continuation, Some(_)) => {}
            (_, Some(_)) => return Err(protocol("a message within a message")),
            (_, None) => self.open = Some(opcode),
        }
        let room = (self.limit - self.message.len()) as u64;
        if length > room {
            return Err(ReadError::Protocol(TOO_BIG, "a message is too big"));
        }
        let end = self.message.len() + length as usize;
        while self.message.len() < end {
            let start = self.message.len();
            self.message.resize(end.min(start + STEP), 0);
            self.reader.read_exact(&mut self.message[start..]).await?;
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<Event, ReadError> {
        let payload = std::mem::take(&mut self.message);
        if self.open.take() == Some(Opcode::Binary) {
            return Ok(Event::Binary(payload));
        }
        String::from_utf8(payload)
            .map(Event::Text)
            .map_err(|_| ReadError::Protocol(INVALID_DATA, "a text message is not UTF-8"))
    }
}

fn close(payload: &[u8]) -> Result<Event, ReadError> {
    match payload {
        [] => Ok(Event::Close(None, String::new())),
        [high, low, reason @ ..] => {
            let code = u16::from_be_bytes([*high, *low]);
            if !is_valid_code(code) {
                return Err(protocol("a close code that may not be sent"));
            }
            let reason = std::str::from_utf8(reason)
                .map_err(|_| ReadError::Protocol(INVALID_DATA, "a close reason is not UTF-8"))?;
            Ok(Event::Close(Some(code), reason.to_owned()))
        }
        [_] => Err(protocol("a close frame with half a code")),
    }
}

/// RFC 6455, section 7.4.
fn is_valid_code(code: u16) -> bool {
    matches!(code, 1000..=1003 | 1007..=1014 | 3000..=4999)
}

#[cfg(test)]
mod tests {
    use super::{Event, Incoming, Opcode, ReadError, encode};

    async fn read(bytes: &[u8], limit: usize) -> Result<Vec<Event>, ReadError> {
        let mut incoming = Incoming::new(bytes, limit);
        let mut events = Vec::new();
        loop {
            match incoming.next().await {
                Ok(event) => events.push(event),
                Err(ReadError::Io(_)) => return Ok(events),
                Err(error) => return Err(error),
            }
        }
    }

    fn run<T>(future: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_current_thread()
            .build()
            .expect("a runtime")
            .block_on(future)
    }

    #[test]
    fn messages_are_put_together_and_control_frames_come_between() {
        let bytes = [
            &[0x01, 2, b'h', b'e'][..],
            &[0x89, 1, b'p'],
            &[0x80, 1, b'y'],
            &[0x82, 126, 0, 3, 1, 2, 3],
            &[0x8a, 0],
            &[0x88, 4, 0x03, 0xe8, b'o', b'k'],
        ]
        .concat();
        let expected = [
            Event::Ping(b"p".to_vec()),
            Event::Text("hey".into()),
            Event::Binary(vec![1, 2, 3]),
            Event::Pong,
            Event::Close(Some(1000), "ok".into()),
        ];
        assert_eq!(run(read(&bytes, 100)).expect("valid frames"), expected);
    }

    #[test]
    fn what_a_server_may_not_send_is_told_with_its_code() {
        let check = |bytes: &[u8], code: u16| {
            let failed = run(read(bytes, 10)).expect_err("it is not valid");
            assert!(
                matches!(failed, ReadError::Protocol(found, _) if found == code),
                "{failed:?}"
            );
        };
        check(&[0x81, 0x80, 0, 0, 0, 0], 1002); // masked
        check(&[0xc1, 0], 1002); // compressed
        check(&[0x83, 0], 1002); // unknown
        check(&[0x80, 0], 1002); // continues nothing
        check(&[0x01, 0, 0x01, 0], 1002); // within another
        check(&[0x09, 0], 1002); // fragmented ping
        check(&[0x88, 1, 3], 1002); // half a code
        check(&[0x88, 2, 0x03, 0xed], 1002); // 1005 is never sent
        check(&[0x81, 1, 0xff], 1007); // not UTF-8
        check(&[0x82, 11], 1009); // too big
        check(
            &[0x82, 127, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
            1009,
        );
        check(&[0x02, 6, 1, 2, 3, 4, 5, 6, 0x80, 5], 1009); // too big together
    }

    #[test]
    fn frames_are_masked_and_say_their_length_in_the_shortest_form() {
        assert_eq!(
            encode(Opcode::Text, b"abc", [1, 2, 3, 4]),
            [0x81, 0x83, 1, 2, 3, 4, b'a' ^ 1, b'b' ^ 2, b'c' ^ 3]
        );
        let head = |length: usize| encode(Opcode::Binary, &vec![0; length], [0; 4])[..4].to_vec();
        assert_eq!(head(125)[1], 0x80 | 125);
        assert_eq!(head(126), [0x82, 0xfe, 0, 126]);
        assert_eq!(head(65536)[1], 0xff);
    }
}
