//! What each suspension becomes, construct by construct.

use expect_test::{Expect, expect};
use waypost_transform::{HIDDEN_GLOBAL, Mode, Options, transform};

/// The rewrite of a script, with the async context under its usual short name.
fn check(source: &str, expected: Expect) {
    let options = Options::new(Mode::Script, "test.js");
    let output = transform(source, &options).expect("the source is valid");
    expected.assert_eq(&output.code.replace(HIDDEN_GLOBAL, "$w"));
}

fn check_unchanged(source: &str) {
    let options = Options::new(Mode::Script, "test.js");
    assert_eq!(
        transform(source, &options)
            .expect("the source is valid")
            .code,
        source
    );
}

#[test]
fn code_without_a_suspension_stays_as_it_is() {
    check_unchanged("function f(a) { return a.then(x => x) }\nclass A { static { f() } }");
    check_unchanged("function* g() { const x = yield 1; return yield* [x] }");
    check_unchanged("async function f() { try { g() } catch { h() } }");
    check_unchanged("async function f() { return 1 } const g = async () => ({ a: 1 });");
    check_unchanged("async function* f() {}");
    check_unchanged("for (const x of y) { switch (x) { case 1: delete a[b] } }");
}

#[test]
fn await_saves_and_restores() {
    check(
        "async function f() { await x; }",
        expect![
            "async function f() {let $v,$t=$w,$s=0;try{ ($v=$w.W(x),$t=$w.c,$s?$w.c=void 0:$s=1,$v=await $v,$w.c=$t,$t=$w,$v); }finally{if($s)$w.c=void 0}}"
        ],
    );
}

#[test]
fn await_in_await() {
    check(
        "async function f() { await (await x); }",
        expect![
            "async function f() {let $v,$t=$w,$s=0;try{ ($v=$w.W((($v=$w.W(x),$t=$w.c,$s?$w.c=void 0:$s=1,$v=await $v,$w.c=$t,$t=$w,$v))),$t=$w.c,$s?$w.c=void 0:$s=1,$v=await $v,$w.c=$t,$t=$w,$v); }finally{if($s)$w.c=void 0}}"
        ],
    );
}

#[test]
fn an_arrow_with_an_expression_becomes_a_block() {
    check(
        "const f = async x => await x;",
        expect![
            "const f = async x => {let $v,$t=$w,$s=0;try{return ($v=$w.W(x),$t=$w.c,$s?$w.c=void 0:$s=1,$v=await $v,$w.c=$t,$t=$w,$v)}finally{if($s)$w.c=void 0}};"
        ],
    );
}

#[test]
fn a_returned_value_may_be_a_thenable() {
    check(
        "async function f() { return g(); }",
        expect!["async function f() { return $w.R(g()); }"],
    );
    check(
        "async function f() { return a, b; }",
        expect!["async function f() { return $w.R((a, b)); }"],
    );
    check(
        "async()=>{if(a)return{...b};return(b)}",
        expect!["async()=>{if(a)return $w.R({...b});return $w.R((b))}"],
    );
    check(
        "const f = async () => g();",
        expect!["const f = async () => $w.R(g());"],
    );
    check(
        "const f = async () => ({ then: 1 });",
        expect!["const f = async () => $w.R(({ then: 1 }));"],
    );
    check(
        "const f = async () => a ? 1 : { ...b };",
        expect!["const f = async () => $w.R(a ? 1 : { ...b });"],
    );
}

#[test]
fn a_nested_sync_function_is_left_alone() {
    check(
        "async function f() { return () => { return g() } }",
        expect!["async function f() { return () => { return g() } }"],
    );
}

#[test]
fn directives_stay_first() {
    check(
        "async function f() { 'use strict'\n await x }",
        expect![[r#"
        async function f() { 'use strict';let $v,$t=$w,$s=0;try{
         ($v=$w.W(x),$t=$w.c,$s?$w.c=void 0:$s=1,$v=await $v,$w.c=$t,$t=$w,$v) }finally{if($s)$w.c=void 0}}"#]],
    );
}

#[test]
fn functions_declared_twice_are_hoisted_by_hand() {
    check(
        "async function f(a) { var b; function a() {} function b() {} function c() {} await a }",
        expect![
            "async function f(a) {let $v,$t=$w,$s=0;try{var a=function () {};var b=function () {}; var b;   function c() {} ;($v=$w.W(a),$t=$w.c,$s?$w.c=void 0:$s=1,$v=await $v,$w.c=$t,$t=$w,$v) }finally{if($s)$w.c=void 0}}"
        ],
    );
}

#[test]
fn catch_and_finally_restore_after_a_suspension() {
    check(
        "async function f() { try { await x } catch (e) { g() } finally { h() } }",
        expect![
            "async function f() {let $v,$t=$w,$s=0;try{ try { ($v=$w.W(x),$t=$w.c,$s?$w.c=void 0:$s=1,$v=await $v,$w.c=$t,$t=$w,$v) } catch (e) {if($t!==$w){$w.c=$t;$t=$w} g() } finally {if($t!==$w){$w.c=$t;$t=$w} h() } }finally{if($s)$w.c=void 0}}"
        ],
    );
    check(
        "async function f() { try { g() } catch { await x } }",
        expect![
            "async function f() {let $v,$t=$w,$s=0;try{ try { g() } catch { ($v=$w.W(x),$t=$w.c,$s?$w.c=void 0:$s=1,$v=await $v,$w.c=$t,$t=$w,$v) } }finally{if($s)$w.c=void 0}}"
        ],
    );
    check(
        "async function f() { try { await x } catch ({ a = await y }) { g(a) } }",
        expect![
            "async function f() {let $v,$t=$w,$s=0;try{ try { ($v=$w.W(x),$t=$w.c,$s?$w.c=void 0:$s=1,$v=await $v,$w.c=$t,$t=$w,$v) } catch ($e) {$w.E($e);if($t!==$w){$w.c=$t;$t=$w}let { a = ($v=$w.W(y),$t=$w.c,$s?$w.c=void 0:$s=1,$v=await $v,$w.c=$t,$t=$w,$v) }=$e; g(a) } }finally{if($s)$w.c=void 0}}"
        ],
    );
}

#[test]
fn for_await_is_lowered() {
    check(
        "async function f() { for await (const x of y) g(x) }",
        expect![
            "async function f() {let $v,$t=$w,$s=0;try{ {const $l=$w.A(y);try{for(;$l.s(($v=$w.W($l.n()),$t=$w.c,$s?$w.c=void 0:$s=1,$v=await $v,$w.c=$t,$t=$w,$v));){const x=$l.v;g(x)}}catch($e){if($t!==$w){$w.c=$t;$t=$w}if($l.x())try{($v=$w.W($l.p),$t=$w.c,$s?$w.c=void 0:$s=1,$v=await $v,$w.c=$t,$t=$w,$v)}catch{if($t!==$w){$w.c=$t;$t=$w}}throw $e}finally{if($t!==$w){$w.c=$t;$t=$w}if($l.q())$l.z(($v=$w.W($l.p),$t=$w.c,$s?$w.c=void 0:$s=1,$v=await $v,$w.c=$t,$t=$w,$v))}} }finally{if($s)$w.c=void 0}}"
        ],
    );
}

#[test]
fn for_await_keeps_labels_and_assigns_to_targets() {
    check(
        "async function f() { a: b: for await (x.y of z) { continue a } }",
        expect![
            "async function f() {let $v,$t=$w,$s=0;try{ {const $l=$w.A(z);try{a: b: for(;$l.s(($v=$w.W($l.n()),$t=$w.c,$s?$w.c=void 0:$s=1,$v=await $v,$w.c=$t,$t=$w,$v));){(x.y=$l.v);{ continue a }}}catch($e){if($t!==$w){$w.c=$t;$t=$w}if($l.x())try{($v=$w.W($l.p),$t=$w.c,$s?$w.c=void 0:$s=1,$v=await $v,$w.c=$t,$t=$w,$v)}catch{if($t!==$w){$w.c=$t;$t=$w}}throw $e}finally{if($t!==$w){$w.c=$t;$t=$w}if($l.q())$l.z(($v=$w.W($l.p),$t=$w.c,$s?$w.c=void 0:$s=1,$v=await $v,$w.c=$t,$t=$w,$v))}} }finally{if($s)$w.c=void 0}}"
        ],
    );
    check(
        "async function f() { for await ({ x = await d } of await y); }",
        expect![
            "async function f() {let $v,$t=$w,$s=0;try{ {const $l=$w.A(($v=$w.W(y),$t=$w.c,$s?$w.c=void 0:$s=1,$v=await $v,$w.c=$t,$t=$w,$v));try{for(;$l.s(($v=$w.W($l.n()),$t=$w.c,$s?$w.c=void 0:$s=1,$v=await $v,$w.c=$t,$t=$w,$v));){({ x = ($v=$w.W(d),$t=$w.c,$s?$w.c=void 0:$s=1,$v=await $v,$w.c=$t,$t=$w,$v) }=$l.v);;}}catch($e){if($t!==$w){$w.c=$t;$t=$w}if($l.x())try{($v=$w.W($l.p),$t=$w.c,$s?$w.c=void 0:$s=1,$v=await $v,$w.c=$t,$t=$w,$v)}catch{if($t!==$w){$w.c=$t;$t=$w}}throw $e}finally{if($t!==$w){$w.c=$t;$t=$w}if($l.q())$l.z(($v=$w.W($l.p),$t=$w.c,$s?$w.c=void 0:$s=1,$v=await $v,$w.c=$t,$t=$w,$v))}} }finally{if($s)$w.c=void 0}}"
        ],
    );
}

#[test]
fn async_generators_hand_over() {
    check(
        "async function* f() { const x = yield y; yield; return z }",
        expect![
            "async function* f() {let $v,$t=$w,$g=$w.g();try{ const x = ($v=$g.y(y),$t=$g,$w.c=void 0,$v=yield $v,$w.c=$g.k(),$t=$w,$v); ($v=$g.y(),$t=$g,$w.c=void 0,$v=yield $v,$w.c=$g.k(),$t=$w,$v); return ($v=$w.W(z),$t=$w.c,$w.c=void 0,$v) }finally{$g.z()}}"
        ],
    );
    check(
        "async function* f() { yield* x }",
        expect![
            "async function* f() {let $v,$t=$w,$g=$w.g();try{ ($v=$g.d(x),$t=$g,$w.c=void 0,$v=yield* $v,$w.c=$g.f,$t=$w,$v) }finally{$g.z()}}"
        ],
    );
    check(
        "async function* f() { try { await x } finally { g() } }",
        expect![
            "async function* f() {let $v,$t=$w,$g=$w.g();try{ try { ($v=$w.W(x),$t=$w.c,$w.c=void 0,$v=await $v,$w.c=$t,$t=$w,$v) } finally {if($t!==$w){$w.c=$t===$g?$g.h():$t;$t=$w} g() } }finally{$g.z()}}"
        ],
    );
}

#[test]
fn the_value_of_a_switch_is_copied() {
    check(
        "async function f() { switch (await x) { case await y: g() } }",
        expect![
            "async function f() {let $v,$t=$w,$s=0;try{ switch ($w?(($v=$w.W(x),$t=$w.c,$s?$w.c=void 0:$s=1,$v=await $v,$w.c=$t,$t=$w,$v)):0) { case ($v=$w.W(y),$t=$w.c,$s?$w.c=void 0:$s=1,$v=await $v,$w.c=$t,$t=$w,$v): g() } }finally{if($s)$w.c=void 0}}"
        ],
    );
    check(
        "async function f() { delete (await x)[await y] }",
        expect![
            "async function f() {let $v,$t=$w,$s=0;try{ delete ($w?(($v=$w.W(x),$t=$w.c,$s?$w.c=void 0:$s=1,$v=await $v,$w.c=$t,$t=$w,$v)):0)[($v=$w.W(y),$t=$w.c,$s?$w.c=void 0:$s=1,$v=await $v,$w.c=$t,$t=$w,$v)] }finally{if($s)$w.c=void 0}}"
        ],
    );
}

#[test]
fn statements_without_semicolons_stay_apart() {
    check(
        "async function f() {\n  a = b\n  await c\n  await d;\n  await e\n}",
        expect![[r#"
        async function f() {let $v,$t=$w,$s=0;try{
          a = b
          ;($v=$w.W(c),$t=$w.c,$s?$w.c=void 0:$s=1,$v=await $v,$w.c=$t,$t=$w,$v)
          ;($v=$w.W(d),$t=$w.c,$s?$w.c=void 0:$s=1,$v=await $v,$w.c=$t,$t=$w,$v);
          ($v=$w.W(e),$t=$w.c,$s?$w.c=void 0:$s=1,$v=await $v,$w.c=$t,$t=$w,$v)
        }finally{if($s)$w.c=void 0}}"#]],
    );
    check(
        "async function f() { if (a)\n await b\n else\n await c }",
        expect![[r#"
        async function f() {let $v,$t=$w,$s=0;try{ if (a)
         ($v=$w.W(b),$t=$w.c,$s?$w.c=void 0:$s=1,$v=await $v,$w.c=$t,$t=$w,$v)
         else
         ($v=$w.W(c),$t=$w.c,$s?$w.c=void 0:$s=1,$v=await $v,$w.c=$t,$t=$w,$v) }finally{if($s)$w.c=void 0}}"#]],
    );
}

#[test]
fn new_promise_resolves_with_the_context() {
    check(
        "new Promise(r => r(x)).then(y)",
        expect!["$w.p(Promise,r => r(x)).then(y)"],
    );
    check(
        "new new Promise(x)(); new new Promise(x).y(); new (new Promise(x)).y",
        expect!["new new Promise(x)(); new new Promise(x).y(); new ($w.p(Promise,x)).y"],
    );
    check_unchanged("{ class Promise {} new Promise(x) } new Promise; new Promise(...x)");
}

#[test]
fn a_direct_eval_stays_direct() {
    check("eval(x, y)", expect!["($w.e(x, y),eval($w.o()))"]);
    check_unchanged("(0, eval)(x); eval?.(x); eval(...x); { let eval = f; eval(x) }");
}

#[test]
fn import_in_a_script_asks_the_context() {
    check("import('x')", expect!["$w.m('x')"]);
}

#[test]
fn names_of_the_source_are_avoided() {
    let options = Options::new(Mode::CommonJs, "test.js");
    let source = "let $v = 1, $v1; async function f() { await $t + $w }";
    let code = transform(source, &options)
        .expect("the source is valid")
        .code;
    expect![[r#"
        (function(exports,require,module,__filename,__dirname,$r,$w1){let $v = 1, $v1; async function f() {let $v2,$t1=$w1,$s=0;try{ ($v2=$w1.W($t),$t1=$w1.c,$s?$w1.c=void 0:$s=1,$v2=await $v2,$w1.c=$t1,$t1=$w1,$v2) + $w }finally{if($s)$w1.c=void 0}}
        })"#]].assert_eq(&code);
}

#[test]
fn a_stack_that_is_read_is_asked_for() {
    check(
        "log(e.stack, this.stack.length, f(e).stack);",
        expect!["log($w.k(e/*.stack*/), $w.k(this/*.stack*/).length, $w.k(f(e)/*.stack*/));"],
    );
    check(
        "a = e?.stack; b = e.stack?.split(n); c = e?.stack?.split(n); d = (e ?? f).stack",
        expect![
            "a = $w.K(e/*?.stack*/); b = $w.k(e/*.stack*/)?.split(n); c = $w.K(e/*?.stack*/)?.split(n); d = $w.k((e ?? f)/*.stack*/)"
        ],
    );
    check(
        "x\nf.stack\ny = `${e.stack}` + e.cause.stack",
        expect![[r#"
            x
            $w.k(f/*.stack*/)
            y = `${$w.k(e/*.stack*/)}` + $w.k(e.cause/*.stack*/)"#]],
    );
    check(
        "async () => (await e).stack",
        expect![
            "async () => {let $v,$t=$w,$s=0;try{return $w.R($w.k((($v=$w.W(e),$t=$w.c,$s?$w.c=void 0:$s=1,$v=await $v,$w.c=$t,$t=$w,$v))/*.stack*/))}finally{if($s)$w.c=void 0}}"
        ],
    );
}

#[test]
fn a_stack_that_is_not_read_stays() {
    check_unchanged("e.stack = 1; e.stack += 1; e.stack++; [e.stack] = f; ({ a: e.stack } = f);");
    check_unchanged("delete e.stack; delete (e.stack); delete e?.stack;");
    check_unchanged(
        "e.stack(); e.stack`x`; e.stack?.(); (e.stack)(); new e.stack(); new e.stack.B();",
    );
    check_unchanged("e?.f.stack; e?.stack.length; e[stack]; ({ stack: 1 }).other; stack;");
    check_unchanged(
        "class A extends B { f() { return super.stack } #stack; g() { return this.#stack } }",
    );
    check_unchanged("for (e.stack of f); for (e.stack in f);");
}
