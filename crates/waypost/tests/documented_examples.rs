//! Usual handlers of Next.js's documentation, run as written. Those that import packages are in
//! `tests/packages/documented`, with the packages.

mod support;

use std::path::Path;
use support::client::{Reply, get, send};
use support::server::Server;

const JSON: (&str, &str) = ("content-type", "application/json");

fn serve() -> Server {
    let projects = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/projects");
    Server::start(&projects.join("documented_examples"))
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
