//! The mail server of `tests/packages`: it takes every message and answers with what it was
//! given, so that a route that sends mail can show what arrived (RFC 5321).

use super::listening::Listening;
use super::services::Service;
use std::io::{BufRead, BufReader, Result, Write};
use std::net::TcpStream;

pub(crate) struct MockSmtp(Listening);

impl MockSmtp {
    pub(crate) fn start() -> Self {
        Self(Listening::start(serve))
    }
}

impl Service for MockSmtp {
    fn name(&self) -> &'static str {
        "SMTP"
    }

    fn port(&self) -> u16 {
        self.0.port
    }

    fn env(&self) -> Vec<(String, String)> {
        vec![("SMTP_PORT".to_owned(), self.0.port.to_string())]
    }
}

fn serve(stream: TcpStream) -> Result<()> {
    let mut writer = stream.try_clone()?;
    let mut lines = BufReader::new(stream).lines();
    writer.write_all(b"220 mail.test ESMTP\r\n")?;
    let mut envelope = String::new();
    while let Some(line) = lines.next() {
        let line = line?;
        let verb = line.split(' ').next().unwrap_or_default();
        let answer = match verb.to_ascii_uppercase().as_str() {
            "EHLO" => "250-mail.test\r\n250-AUTH PLAIN LOGIN\r\n250 8BITMIME".to_owned(),
            "AUTH" if line == "AUTH PLAIN AHVzZXIAcGFzcw==" => "235 2.7.0 Accepted".to_owned(),
            "AUTH" => "535 5.7.8 Bad credentials".to_owned(),
            "MAIL" | "RCPT" => {
                envelope.push_str(&line);
                envelope.push_str("; ");
                "250 2.1.0 OK".to_owned()
            }
            "DATA" => {
                writer.write_all(b"354 Go on\r\n")?;
                let mut message = Vec::new();
                for line in lines.by_ref() {
                    let line = line?;
                    if line == "." {
                        break;
                    }
                    message.push(line);
                }
                format!("250 2.0.0 {envelope}{}", message.join(" / "))
            }
            "QUIT" => return writer.write_all(b"221 2.0.0 Bye\r\n"),
            _ => "250 2.0.0 OK".to_owned(),
        };
        writer.write_all(answer.as_bytes())?;
        writer.write_all(b"\r\n")?;
    }
    Ok(())
}
