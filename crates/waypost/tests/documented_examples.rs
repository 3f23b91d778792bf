//! Usual handlers of Next.js's documentation, run as written. `stripe` and `jsonwebtoken` are small
//! stand-ins that are put into `node_modules`: like the packages they load modules of Node.js that
//! are not offered, which must hurt nobody before they are used.

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use support::client::{Reply, get, send};
use support::server::{Server, copy_of};

const JSON: (&str, &str) = ("content-type", "application/json");

fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/projects/documented_examples")
}

/// Serves the examples, with the stand-ins installed.
fn serve() -> Server {
    let root = copy_of(&project());
    fs::rename(root.join("packages"), root.join("node_modules")).expect("the packages are moved");
    Server::start_in(root, &[], &[])
}

#[track_caller]
fn assert_answer(reply: &Reply, status: u16, body: &str) {
    assert_eq!((reply.status, reply.text().as_str()), (status, body));
}

#[test]
fn pages_api_examples_answer() {
    let server = serve();
    let port = server.port;
    assert_answer(
        &get(port, "/api/hello"),
        200,
        r#"{"message":"Hello, World!"}"#,
    );
    let user = br#"{"name":"Ada","email":"ada@example.com"}"#;
    assert_answer(
        &send(port, "POST", "/api/users", &[JSON], user),
        201,
        r#"{"message":"User created","user":{"name":"Ada","email":"ada@example.com"}}"#,
    );
    assert_answer(
        &get(port, "/api/users"),
        405,
        r#"{"message":"Method Not Allowed"}"#,
    );
    assert_answer(
        &get(port, "/api/secure-data"),
        401,
        r#"{"message":"Unauthorized"}"#,
    );
    let bearer = [("authorization", "Bearer my-secret-token")];
    assert_answer(
        &send(port, "GET", "/api/secure-data", &bearer, b""),
        200,
        r#"{"message":"Secure data"}"#,
    );
    assert_answer(
        &get(port, "/api/get-secret-data"),
        200,
        r#"{"secret":"data"}"#,
    );
    assert_answer(
        &get(port, "/api/get-products"),
        200,
        r#"[{"id":1,"name":"Chair","price":20,"imageUrl":"/chair.png"}]"#,
    );
    let order = br#"{"items":[1],"customerId":"c"}"#;
    assert_answer(
        &send(port, "POST", "/api/process-order", &[JSON], order),
        200,
        r#"{"orderId":"order-1"}"#,
    );
}

#[test]
fn an_api_route_names_the_methods_it_allows() {
    let server = serve();
    let reply = send(server.port, "PATCH", "/api/users/7", &[], b"");
    assert_answer(&reply, 405, "Method PATCH Not Allowed");
    let allowed: Vec<&str> = reply
        .headers
        .iter()
        .filter(|(name, _)| name == "allow")
        .map(|(_, value)| value.as_str())
        .collect();
    assert_eq!(allowed, ["GET", "PUT", "DELETE"]);
}

#[test]
fn crud_examples_keep_posts() {
    let server = serve();
    let port = server.port;
    assert_answer(&get(port, "/api/posts"), 200, "[]");
    assert_answer(
        &send(port, "POST", "/api/posts", &[JSON], br#"{"title":"one"}"#),
        201,
        r#"{"id":"1","title":"one"}"#,
    );
    assert_answer(
        &send(port, "PUT", "/api/posts/1", &[JSON], br#"{"title":"two"}"#),
        200,
        r#"{"id":"1","title":"two"}"#,
    );
    assert_answer(
        &get(port, "/api/posts"),
        200,
        r#"[{"id":"1","title":"two"}]"#,
    );
    assert_answer(&send(port, "DELETE", "/api/posts/1", &[], b""), 204, "");
    assert_answer(&get(port, "/api/posts"), 200, "[]");
    assert_eq!(get(port, "/api/posts/1").status, 405);
}

#[test]
fn request_examples_answer() {
    let server = serve();
    let port = server.port;
    assert_answer(
        &get(port, "/api/query?name=Ada&age=36"),
        200,
        r#"{"name":"Ada","age":"36"}"#,
    );
    assert_answer(&get(port, "/api/query"), 200, r#"{"name":null,"age":null}"#);
    assert_answer(
        &send(port, "POST", "/api/body", &[JSON], br#"{"a":[1,"x"]}"#),
        200,
        r#"{"received":{"a":[1,"x"]}}"#,
    );
    assert_eq!(send(port, "POST", "/api/body", &[JSON], b"{").status, 500);
    let bearer = [("authorization", "Bearer t")];
    assert_answer(
        &send(port, "GET", "/api/headers", &bearer, b""),
        200,
        r#"{"authorization":"Bearer t"}"#,
    );
    assert_answer(
        &send(
            port,
            "GET",
            "/api/read-cookies",
            &[("cookie", "token=abc")],
            b"",
        ),
        200,
        r#"{"token":{"name":"token","value":"abc","path":"/"}}"#,
    );
    assert_answer(&get(port, "/api/read-cookies"), 200, "{}");
    assert_answer(
        &get(port, "/api/weather?city=Oslo"),
        200,
        r#"{"city":"Oslo","degrees":4}"#,
    );
}

#[test]
fn response_examples_answer() {
    let server = serve();
    let port = server.port;
    assert_answer(&get(port, "/api/answers"), 200, r#"{"message":"Success"}"#);
    assert_answer(
        &send(port, "PUT", "/api/answers", &[], b""),
        404,
        r#"{"error":"Not found"}"#,
    );
    let with_headers = send(port, "PATCH", "/api/answers", &[], b"");
    assert_answer(&with_headers, 200, r#"{"from":"data"}"#);
    assert_eq!(with_headers.header("cache-control"), Some("max-age=3600"));
    assert_eq!(
        with_headers.header("content-type"),
        Some("application/json")
    );
    let with_cookie = send(port, "POST", "/api/set-cookies", &[], b"");
    assert_answer(&with_cookie, 200, r#"{"success":true}"#);
    let cookie = with_cookie.header("set-cookie").expect("a cookie is set");
    assert!(
        cookie.starts_with("token=abc123; Path=/; Expires="),
        "{cookie}"
    );
    assert!(
        cookie.ends_with("; Max-Age=604800; Secure; HttpOnly"),
        "{cookie}"
    );
    assert_answer(
        &get(port, "/api/edge"),
        200,
        r#"{"message":"Hello from Edge"}"#,
    );
}

#[test]
fn cors_example_answers_preflight_and_request() {
    let server = serve();
    let preflight = send(server.port, "OPTIONS", "/api/cors", &[], b"");
    assert_answer(&preflight, 200, "");
    assert_eq!(preflight.header("access-control-allow-origin"), Some("*"));
    assert_eq!(
        preflight.header("access-control-allow-methods"),
        Some("GET, POST, PUT, DELETE")
    );
    let reply = get(server.port, "/api/cors");
    assert_answer(&reply, 200, r#"{"message":"Hello"}"#);
    assert_eq!(reply.header("access-control-allow-origin"), Some("*"));
}

#[test]
fn examples_that_fail_are_answered_and_logged() {
    let server = serve();
    let port = server.port;
    assert_answer(&get(port, "/api/errors"), 200, r#"{"calls":1}"#);
    assert_answer(
        &get(port, "/api/errors"),
        500,
        r#"{"error":"Internal Server Error"}"#,
    );
    server.wait_for_log("Error: Error: fetchData failed");
    assert_answer(&get(port, "/api"), 500, "");
    server.wait_for_log("No response is returned from route handler 'app/api/route.ts'");
    for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"] {
        assert_answer(&send(port, method, "/api/methods", &[], b""), 500, "");
    }
}

#[test]
fn the_webhook_example_checks_signatures() {
    let server = serve();
    let port = server.port;
    let event = br#"{"type":"checkout.session.completed","data":{"object":{}}}"#;
    let good = "t=1,v1=4f503ad4d292458aabd4f9cdc717358b391efa0c3707e4845e2c39851297604f";
    assert_answer(
        &send(
            port,
            "POST",
            "/api/webhooks/stripe",
            &[("stripe-signature", good)],
            event,
        ),
        200,
        r#"{"received":true}"#,
    );
    let bad = [("stripe-signature", "t=2,v1=00")];
    assert_answer(
        &send(port, "POST", "/api/webhooks/stripe", &bad, event),
        500,
        "",
    );
    server.wait_for_log("no signature matches");
}

#[test]
fn the_authentication_example_verifies_tokens() {
    let server = serve();
    let port = server.port;
    assert_answer(&get(port, "/api/auth"), 401, r#"{"error":"Unauthorized"}"#);
    let bad = [("authorization", "Bearer a.b.c")];
    assert_answer(
        &send(port, "GET", "/api/auth", &bad, b""),
        401,
        r#"{"error":"Invalid token"}"#,
    );
    let signed = send(port, "POST", "/api/sign", &[JSON], b"{}").text();
    let token = signed
        .trim_start_matches(r#"{"token":""#)
        .trim_end_matches("\"}");
    let bearer = format!("Bearer {token}");
    assert_answer(
        &send(port, "GET", "/api/auth", &[("authorization", &bearer)], b""),
        200,
        r#"{"userId":"u1","name":"Ada"}"#,
    );
}

#[test]
fn what_packages_fail_at_is_told_and_hurts_nobody_else() {
    let server = serve();
    let port = server.port;
    let charge = send(port, "POST", "/api/charge", &[], b"");
    assert_eq!(charge.status, 502);
    let text = charge.text();
    assert!(text.contains("ECONNREFUSED"), "{text}");
    let sign = send(
        port,
        "POST",
        "/api/sign",
        &[JSON],
        br#"{"algorithm":"RS256"}"#,
    );
    assert_answer(&sign, 500, "");
    // The secret of the example is no private key.
    server.wait_for_log("DECODER routines::unsupported");
    assert_answer(
        &get(port, "/api/hello"),
        200,
        r#"{"message":"Hello, World!"}"#,
    );
    assert_answer(&get(port, "/api/cors"), 200, r#"{"message":"Hello"}"#);
}
