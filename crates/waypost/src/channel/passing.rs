//! Handing the listening socket to a worker.
//!
//! The worker gets the supervisor's end of a socket pair as its standard input, which needs no
//! agreement about descriptor numbers. The first byte on it carries the listening socket; it can be
//! sent before the worker has even begun to run.

use rustix::net::{
    RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, SendAncillaryBuffer,
    SendAncillaryMessage, SendFlags, recvmsg, sendmsg,
};
use std::fs::File;
use std::io::{self, IoSlice, IoSliceMut};
use std::mem::MaybeUninit;
use std::net::TcpListener;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::net::UnixStream;

const MARK: u8 = b'L';

/// Sends a copy of `listener` to the other end of `control`.
pub(crate) fn send_listener(control: &UnixStream, listener: &TcpListener) -> io::Result<()> {
    let descriptors = [listener.as_fd()];
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
    let mut ancillary = SendAncillaryBuffer::new(&mut space);
    let fits = ancillary.push(SendAncillaryMessage::ScmRights(&descriptors));
    debug_assert!(fits, "the space is made for one descriptor");
    sendmsg(
        control,
        &[IoSlice::new(&[MARK])],
        &mut ancillary,
        SendFlags::empty(),
    )?;
    Ok(())
}

/// Waits for the listening socket.
pub(crate) fn receive_listener(control: &UnixStream) -> io::Result<TcpListener> {
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
    let mut ancillary = RecvAncillaryBuffer::new(&mut space);
    let mut mark = [0];
    let received = recvmsg(
        control,
        &mut [IoSliceMut::new(&mut mark)],
        &mut ancillary,
        RecvFlags::empty(),
    )?;
    if received.bytes != 1 || mark != [MARK] {
        return Err(io::Error::other("the supervisor sent no listening socket"));
    }
    let descriptor = ancillary.drain().find_map(|message| match message {
        RecvAncillaryMessage::ScmRights(mut descriptors) => descriptors.next(),
        _ => None,
    });
    let descriptor: OwnedFd =
        descriptor.ok_or_else(|| io::Error::other("the listening socket got lost on its way"))?;
    // Neither this process's children nor the programs it starts are to hold the port.
    rustix::io::fcntl_setfd(&descriptor, rustix::io::FdFlags::CLOEXEC)?;
    Ok(TcpListener::from(descriptor))
}

/// Takes the control socket from standard input and leaves an empty one there: standard input
/// belongs to the user's code.
pub(crate) fn take_standard_input() -> io::Result<UnixStream> {
    let control = io::stdin().as_fd().try_clone_to_owned()?;
    rustix::stdio::dup2_stdin(File::open("/dev/null")?)?;
    Ok(UnixStream::from(control))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::{Ipv4Addr, TcpStream};

    #[test]
    fn a_listener_arrives_and_accepts() {
        let (here, there) = UnixStream::pair().unwrap();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        send_listener(&here, &listener).unwrap();
        drop(listener);
        let received = receive_listener(&there).unwrap();
        let _client = TcpStream::connect(address).unwrap();
        received.accept().unwrap();
    }

    #[test]
    fn a_supervisor_that_died_is_an_error() {
        let (here, there) = UnixStream::pair().unwrap();
        drop(here);
        assert!(receive_listener(&there).is_err());
    }
}
