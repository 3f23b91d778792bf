//! The names that libuv, and so Node.js, gives to errors of the system.

use std::io;

use rustix::io::Errno;

/// `ECONNREFUSED` and its kin; `UNKNOWN` for what has no name there.
pub(crate) fn code_of(error: &io::Error) -> &'static str {
    if let Some(errno) = Errno::from_io_error(error) {
        return name_of(errno);
    }
    match error.kind() {
        io::ErrorKind::ConnectionReset | io::ErrorKind::UnexpectedEof => "ECONNRESET",
        io::ErrorKind::BrokenPipe | io::ErrorKind::WriteZero => "EPIPE",
        io::ErrorKind::NotConnected => "ENOTCONN",
        io::ErrorKind::TimedOut => "ETIMEDOUT",
        io::ErrorKind::InvalidInput => "EINVAL",
        _ => "UNKNOWN",
    }
}

fn name_of(errno: Errno) -> &'static str {
    const NAMES: &[(Errno, &str)] = &[
        (Errno::ACCESS, "EACCES"),
        (Errno::ADDRINUSE, "EADDRINUSE"),
        (Errno::ADDRNOTAVAIL, "EADDRNOTAVAIL"),
        (Errno::AFNOSUPPORT, "EAFNOSUPPORT"),
        (Errno::AGAIN, "EAGAIN"),
        (Errno::ALREADY, "EALREADY"),
        (Errno::BADF, "EBADF"),
        (Errno::CONNABORTED, "ECONNABORTED"),
        (Errno::CONNREFUSED, "ECONNREFUSED"),
        (Errno::CONNRESET, "ECONNRESET"),
        (Errno::DESTADDRREQ, "EDESTADDRREQ"),
        (Errno::HOSTUNREACH, "EHOSTUNREACH"),
        (Errno::INVAL, "EINVAL"),
        (Errno::ISCONN, "EISCONN"),
        (Errno::MFILE, "EMFILE"),
        (Errno::MSGSIZE, "EMSGSIZE"),
        (Errno::NAMETOOLONG, "ENAMETOOLONG"),
        (Errno::NETDOWN, "ENETDOWN"),
        (Errno::NETUNREACH, "ENETUNREACH"),
        (Errno::NFILE, "ENFILE"),
        (Errno::NOBUFS, "ENOBUFS"),
        (Errno::NODEV, "ENODEV"),
        (Errno::NOENT, "ENOENT"),
        (Errno::NOMEM, "ENOMEM"),
        (Errno::NOTCONN, "ENOTCONN"),
        (Errno::NOTDIR, "ENOTDIR"),
        (Errno::NOTSOCK, "ENOTSOCK"),
        (Errno::PERM, "EPERM"),
        (Errno::PIPE, "EPIPE"),
        (Errno::PROTOTYPE, "EPROTOTYPE"),
        (Errno::ROFS, "EROFS"),
        (Errno::TIMEDOUT, "ETIMEDOUT"),
    ];
    NAMES
        .iter()
        .find(|(known, _)| *known == errno)
        .map_or("UNKNOWN", |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_of_the_system_and_of_the_library_have_names() {
        let refused = io::Error::from(Errno::CONNREFUSED);
        assert_eq!(code_of(&refused), "ECONNREFUSED");
        assert_eq!(code_of(&io::ErrorKind::WriteZero.into()), "EPIPE");
        assert_eq!(code_of(&io::Error::other("odd")), "UNKNOWN");
    }
}
