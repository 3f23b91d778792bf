//! The client against servers that misbehave: failures must carry Node.js's codes.

use std::net::SocketAddr;

use super::failure::{Failed, Failure, other_side_closed};

fn address() -> SocketAddr {
    "127.0.0.1:9".parse().expect("a literal address")
}

#[test]
fn a_refused_connection_reads_as_in_node() {
    let error = std::io::Error::from_raw_os_error(111);
    let failure = Failure::connect(address(), &error);
    assert_eq!(failure.message, "connect ECONNREFUSED 127.0.0.1:9");
    assert_eq!(failure.code, "ECONNREFUSED");
    assert_eq!(failure.errno, Some(-111));
    assert_eq!(failure.syscall, Some("connect"));
}

#[test]
fn one_attempt_is_told_as_itself_and_several_as_a_group() {
    let error = std::io::Error::from_raw_os_error(111);
    let one = Failure::connect(address(), &error);
    assert_eq!(Failure::attempts(vec![one.clone()]), one);
    let both = Failure::attempts(vec![one.clone(), one]);
    assert_eq!(both.name, "AggregateError");
    assert_eq!(both.code, "ECONNREFUSED");
    assert_eq!(both.attempts.len(), 2);
}

#[test]
fn a_name_that_does_not_resolve_reads_as_in_node() {
    let error =
        std::io::Error::other("failed to lookup address information: Name or service not known");
    let failure = Failure::lookup("nowhere.invalid", &error);
    assert_eq!(failure.message, "getaddrinfo ENOTFOUND nowhere.invalid");
    assert_eq!(failure.errno, Some(-3008));
    let error = std::io::Error::other(
        "failed to lookup address information: Temporary failure in name resolution",
    );
    assert_eq!(Failure::lookup("nowhere.invalid", &error).code, "EAI_AGAIN");
}

#[test]
fn the_cause_is_found_in_a_chain_of_errors() {
    let inner = std::io::Error::other(Failed(other_side_closed()));
    let outer = std::io::Error::other(inner);
    assert_eq!(Failure::of(&outer), other_side_closed());
    let reset = std::io::Error::other(std::io::Error::from_raw_os_error(104));
    let failure = Failure::of(&reset);
    assert_eq!(
        (failure.code, failure.message.as_str()),
        ("ECONNRESET", "read ECONNRESET")
    );
    let unknown = std::io::Error::other("something else");
    assert_eq!(Failure::of(&unknown).code, "UND_ERR_SOCKET");
}
