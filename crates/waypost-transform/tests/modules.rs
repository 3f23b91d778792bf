//! Module syntax to factories: chunks of the bundler, builtins, CommonJS.

use expect_test::{Expect, expect};
use waypost_transform::{Mode, Options, Output, transform};

fn chunk(source: &str) -> Output {
    let options = Options::new(
        Mode::Chunk {
            async_dependencies: false,
        },
        "chunk.js",
    );
    transform(source, &options).expect("the source is valid")
}

fn check(source: &str, expected: Expect) {
    expected.assert_eq(&chunk(source).code);
}

fn check_builtin(source: &str, expected: Expect) {
    let options = Options::new(
        Mode::Builtin {
            folder: "web/url".into(),
        },
        "url.ts",
    );
    let output = transform(source, &options);
    let text = match output {
        Ok(output) => format!(
            "{}\n{:?} {:?}",
            output.code, output.imports, output.native_imports
        ),
        Err(error) => error.to_string(),
    };
    expected.assert_eq(&text);
}

#[test]
fn imports_are_read_where_they_are_used() {
    check(
        "import a, { b as c, \"d-e\" as f } from './x.js';\nimport * as g from './y.js';\nimport './z.js';\n\
         a(c.d, g.h, { c, f }); (c)(); new a(); c`t`; typeof c; g();",
        expect![[r#"
            (function($r,$w){"use strict";$r.d();const $0=$r.i(0),$1=$r.i(1);


            (0,$0.default)($0.b.d, $1.h, { c:$0.b, f:$0["d-e"] }); ((0,$0.b))(); new $0.default(); (0,$0.b)`t`; typeof $0.b; $1();
            })"#]],
    );
}

#[test]
fn an_import_is_not_its_shadow() {
    check(
        "import { a } from './x.js'; { let a = 1; a() } (a => a)(a);",
        expect![[r#"
        (function($r,$w){"use strict";$r.d();const $0=$r.i(0); { let a = 1; a() } (a => a)($0.a);
        })"#]],
    );
}

#[test]
fn assignments_to_imports_reach_the_namespace() {
    check(
        "import { a } from './x.js'; a = 1; ({ a } = b); ({ a = 2 } = b); a++;",
        expect![[r#"
        (function($r,$w){"use strict";$r.d();const $0=$r.i(0); $0.a = 1; ({ a:$0.a } = b); ({ a:$0.a = 2 } = b); $0.a++;
        })"#]],
    );
}

#[test]
fn exports_become_getters() {
    check(
        "export const a = 1, { b, ...c } = d;\nexport function e() {}\nexport class F {}\n\
         let g; export { g as h, g as \"i-j\", g as __proto__ };",
        expect![[r#"
            (function($r,$w){"use strict";$r.x({a:()=>a,b:()=>b,c:()=>c,e:()=>e,F:()=>F,h:()=>g,"i-j":()=>g,["__proto__"]:()=>g});const a = 1, { b, ...c } = d;
            function e() {}
            class F {}
            let g; 
            })"#]],
    );
}

#[test]
fn re_exports_are_live() {
    check(
        "import { a } from './x.js';export { a };export { b as c } from './x.js';\
         export * as d from './y.js';export * from './z.js';f();",
        expect![[r#"
            (function($r,$w){"use strict";$r.x({a:()=>$0.a,c:()=>$0.b,d:()=>$1});$r.d();$r.e(2);const $0=$r.i(0),$1=$r.i(1);f();
            })"#]],
    );
}

#[test]
fn default_exports_keep_their_name() {
    check(
        "export default function () {}",
        expect![[r#"
        (function($r,$w){"use strict";$r.x({default:()=>$d});Object.defineProperty($d,"name",{value:"default",configurable:true});function  $d() {}
        })"#]],
    );
    check(
        "export default async function* named() {}",
        expect![[r#"
        (function($r,$w){"use strict";$r.x({default:()=>named});async function* named() {}
        })"#]],
    );
    check(
        "export default class {}",
        expect![[r#"
        (function($r,$w){"use strict";$r.x({default:()=>$d});const $d={default:class {}}.default;
        })"#]],
    );
    check(
        "export default () => {}",
        expect![[r#"
        (function($r,$w){"use strict";$r.x({default:()=>$d});const $d={default:() => {}}.default;
        })"#]],
    );
    check(
        "export default (1, 2);",
        expect![[r#"
        (function($r,$w){"use strict";$r.x({default:()=>$d});const $d=(1, 2);
        })"#]],
    );
}

#[test]
fn top_level_await_makes_the_factory_async() {
    check(
        "import { a } from './x.js'; export const b = await a;",
        expect![[r#"
        (async function($r,$w){"use strict";let $v,$t=$w,$s=0;try{$r.x({b:()=>b});($v=$w.W($r.d()),$t=$w.c,$s?$w.c=void 0:$s=1,$v=await $v,$w.c=$t,$t=$w,$v);const $0=$r.i(0); const b = ($v=$w.W($0.a),$t=$w.c,$s?$w.c=void 0:$s=1,$v=await $v,$w.c=$t,$t=$w,$v);
        }finally{if($s)$w.c=void 0}})"#]],
    );
    let options = Options::new(
        Mode::Chunk {
            async_dependencies: true,
        },
        "chunk.js",
    );
    let code = transform("import './x.js';", &options)
        .expect("the source is valid")
        .code;
    expect![[r#"
        (async function($r,$w){"use strict";let $v,$t=$w,$s=0;try{($v=$w.W($r.d()),$t=$w.c,$s?$w.c=void 0:$s=1,$v=await $v,$w.c=$t,$t=$w,$v);
        }finally{if($s)$w.c=void 0}})"#]].assert_eq(&code);
}

#[test]
fn import_meta_and_dynamic_imports_go_to_the_record() {
    let output = chunk("import.meta.url; import('./a.js'); import(b, { with: {} });");
    expect![[r#"
        (function($r,$w){"use strict";$r.meta.url; $r.m('./a.js'); $r.m(b, { with: {} });
        })"#]]
    .assert_eq(&output.code);
    assert!(output.uses_import_meta);
    assert_eq!(output.dynamic_imports, ["./a.js"]);
}

#[test]
fn what_a_loader_must_know_is_told() {
    let output = chunk(
        "import a from 'x'; import b from 'y'; import c from 'x'; export * from 'z'; export { a as d };",
    );
    assert_eq!(output.imports, ["x", "y", "z"]);
    assert_eq!(output.exports, ["d"]);
    assert_eq!(output.star_exports, [2]);
    assert!(!output.has_top_level_await);
}

#[test]
fn a_call_at_the_start_of_a_line_stays_a_statement() {
    check(
        "import { a } from 'x'\nlet b = 1\na()\na(b);\na()",
        expect![[r#"
        (function($r,$w){"use strict";$r.d();const $0=$r.i(0);
        let b = 1
        ;(0,$0.a)()
        ;(0,$0.a)(b);
        (0,$0.a)()
        })"#]],
    );
}

#[test]
fn strings_templates_and_comments_become_ascii() {
    check(
        "// na\u{ef}ve\nconst a = 'caf\u{e9} \\\u{e9} \\\\\u{e9} \u{1f600}', b = `\u{fc}${a}\u{2028}`; f({ 'a\u{308}': 1 });",
        expect![[r#"
            (function($r,$w){"use strict";// na?ve
            const a = 'caf\u00e9 \u00e9 \\\u00e9 \ud83d\ude00', b = `\u00fc${a}\u2028`; f({ 'a\u0308': 1 });
            })"#]],
    );
}

#[test]
fn a_text_that_code_can_read_keeps_a_source_as_it_is() {
    for code in ["/\u{e9}/.source", "String.raw`\u{e9}`", "\u{e9}.x"] {
        let source = format!("f('\u{fc}', {code}); // \u{df}");
        let expected = format!("(function($r,$w){{\"use strict\";{source}\n}})");
        assert_eq!(chunk(&source).code, expected);
    }
}

#[test]
fn common_js_is_wrapped() {
    let options = Options::new(Mode::CommonJs, "x.cjs");
    let source =
        "#!/usr/bin/env node\nif (a) return;\nexports.f = async () => { await import('x') } // end";
    let code = transform(source, &options)
        .expect("the source is valid")
        .code;
    expect![[r#"
        (function(exports,require,module,__filename,__dirname,$r,$w){
        if (a) return;
        exports.f = async () => {let $v,$t=$w,$s=0;try{ ($v=$w.W($r.m('x')),$t=$w.c,$s?$w.c=void 0:$s=1,$v=await $v,$w.c=$t,$t=$w,$v) }finally{if($s)$w.c=void 0}} // end
        })"#]].assert_eq(&code);
}

#[test]
fn builtins_load_lazily() {
    check_builtin(
        "import { op_url_parse } from 'waypost-native:web/url';\n\
         import { codes } from 'waypost-internal:internal/errors/errors';\n\
         import * as util from 'waypost-internal:node/util/util';\n\
         export class URL { parse() { return op_url_parse(codes.X, { codes }) } }\n\
         export function f() { return codes.Y() }\n\
         const a = 1; let b = 2; b++;\n\
         export { a, b, util };\nexport default { URL };",
        expect![[r#"
            (function($x,$i,$n,$w){"use strict";$x.f=f;Object.defineProperty($x,"b",{get:()=>b,enumerable:true});Object.defineProperty($x,"util",{get:()=>($1??=$i(1)),enumerable:true});let $0,$1;


            class URL { parse() { return $n.op_url_parse(($0??=$i(0)).codes.X, { codes:($0??=$i(0)).codes }) } };$x.URL=URL;
            function f() { return ($0??=$i(0)).codes.Y() }
            const a = 1; let b = 2; b++;
            ;$x.a=a;
            const $d={ URL };;$x.default=$d;
            })
            ["waypost-internal:internal/errors/errors", "waypost-internal:node/util/util"] ["op_url_parse"]"#]],
    );
}

#[test]
fn builtins_have_rules() {
    check_builtin(
        "import { op_x } from 'waypost-native:web/blob'; op_x();",
        expect![[
            r#"url.ts:1:1: "waypost-native:web/blob" belongs to another folder; import its script instead"#
        ]],
    );
    check_builtin(
        "import * as ops from 'waypost-native:web/url'; ops.x();",
        expect![[r#"url.ts:1:1: ops of "waypost-native:web/url" are imported by name"#]],
    );
    check_builtin(
        "export * from 'waypost-internal:web/blob/blob';",
        expect![[r#"url.ts:1:1: a builtin names what it exports; "export *" hides it"#]],
    );
    check_builtin(
        "const a = 1;\nawait a;",
        expect!["url.ts:2:1: a builtin cannot await at its top level"],
    );
}

#[test]
fn what_stands_between_an_error_and_its_stack_goes_with_the_read() {
    check(
        "export const f = (e) => [e /* é */ .stack, e // ü\n  ?.stack, 'ä'];",
        expect![[r#"
            (function($r,$w){"use strict";$r.x({f:()=>f});const f = (e) => [$w.k(e/*.stack*/), $w.K(e/*?.stack*/), '\u00e4'];
            })"#]],
    );
}
