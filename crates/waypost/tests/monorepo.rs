//! A project below a workspace whose packages lie above it.

mod support;

use support::client::get;
use support::server::Server;

/// ioredis replaces its `exports` by a class that it defines once; bullmq requires it by itself.
#[test]
fn an_external_package_above_the_project_is_one_module() {
    let root = std::env::temp_dir().join(format!("waypost-monorepo-{}", std::process::id()));
    for (path, text) in [
        ("node_modules/pg/package.json", "{\"main\":\"index.js\"}"),
        (
            "node_modules/pg/index.js",
            "exports.runs = globalThis.runs = (globalThis.runs ?? 0) + 1; exports.name = __filename;",
        ),
        ("node_modules/knex/package.json", "{\"main\":\"index.js\"}"),
        (
            "node_modules/knex/index.js",
            "module.exports = { pg: require('pg') };",
        ),
        ("apps/web/package.json", "{}"),
        (
            "apps/web/next.config.js",
            "module.exports = { serverExternalPackages: ['pg', 'knex'] };",
        ),
        (
            "apps/web/app/x/route.js",
            "import pg from 'pg';\nimport knex from 'knex';\nexport const dynamic = 'force-dynamic';\n\
             export const GET = () => Response.json([knex.pg === pg, pg.runs, pg.name.includes('..')]);",
        ),
    ] {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let server = Server::start_in(root.join("apps/web"), &[], &[]);
    assert_eq!(get(server.port, "/x").text(), "[true,1,false]");
    drop(server);
    let _ = std::fs::remove_dir_all(root);
}
