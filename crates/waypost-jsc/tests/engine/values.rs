//! Values across the border: strings of every kind, numbers, objects, JSON.

use crate::support::{eval, in_realm, stress, text};
use waypost_jsc::{Attributes, KeptText, Local, LocalVec, Origin, PropertyKey, Value, ValueType};

/// Texts that differ in width, length and content.
fn texts() -> Vec<String> {
    let mut texts: Vec<String> = [
        "",
        "a",
        "GET",
        "é",
        "ÿ",
        "α",
        "€uro",
        "日本語",
        "𝄞",
        "a\0b",
        "\u{feff}x",
        "😀😀",
    ]
    .map(str::to_owned)
    .to_vec();
    for base in ["x", "é", "α", "😀", "aé", "x😀"] {
        for times in [63, 64, 65, 127, 128, 129, 255, 256, 257, 1000, 100_000] {
            texts.push(base.repeat(times));
        }
    }
    texts.push(format!("{}😀{}", "x".repeat(63), "y".repeat(63)));
    texts.push(format!("{}é", "x".repeat(64)));
    texts
}

#[test]
fn text_survives_the_way_in_and_out() {
    in_realm(|scope| {
        for text in texts() {
            let units: Vec<u16> = text.encode_utf16().collect();
            for value in [scope.string(&text), scope.string_utf16(&units)] {
                assert_eq!(value.to_rust_string(scope).unwrap(), text);
                assert_eq!(value.string_length(scope).unwrap(), units.len());
                let mut out = vec![0xFFFF];
                value.write_utf16(scope, &mut out).unwrap();
                assert_eq!(out[1..], units);
            }
        }
        stress(scope);
    });
}

#[test]
fn the_width_inside_the_engine_does_not_show() {
    in_realm(|scope| {
        // The same text with 8 bits per unit, with 16, as a part of a wider one, and as a rope.
        let sources = [
            "'caf\\u00e9'",
            "('\\u20ac' + 'caf\\u00e9').slice(1)",
            "'caf\\u00e9\\u20ac'.substring(0, 4)",
            "globalThis.half = 'ca'; half + 'f\\u00e9'",
            "['c', 'a', 'f', '\\u00e9'].join('')",
        ];
        for source in sources {
            let value = eval(scope, source);
            assert_eq!(value.to_rust_string(scope).unwrap(), "café", "{source}");
            assert!(value.strict_equals(scope, scope.string("café")), "{source}");
            assert!(
                value.strict_equals(scope, scope.string_latin1(b"caf\xe9")),
                "{source}"
            );
            let mut out = b"<".to_vec();
            value.write_utf8(scope, &mut out).unwrap();
            assert_eq!(out, "<café".as_bytes(), "{source}");
        }
    });
}

#[test]
fn lone_surrogates_become_replacement_characters() {
    in_realm(|scope| {
        let cases = [
            ("'\\ud800'", "\u{fffd}"),
            ("'\\udc00'", "\u{fffd}"),
            ("'a\\ud83db'", "a\u{fffd}b"),
            ("'a\\ude00\\ud83d'", "a\u{fffd}\u{fffd}"),
            ("'\\ud83d\\ud83d\\ude00'", "\u{fffd}😀"),
            (
                "'x'.repeat(63) + '\\ud83d\\ude00'",
                &format!("{}😀", "x".repeat(63)),
            ),
            (
                "'x'.repeat(63) + '\\ud83d'",
                &format!("{}\u{fffd}", "x".repeat(63)),
            ),
            (
                "'\\u00e9'.repeat(63) + '\\ud83d\\ude00' + 'z'",
                &format!("{}😀z", "é".repeat(63)),
            ),
        ];
        for (source, expected) in cases {
            assert_eq!(text(scope, source), expected, "{source}");
        }
        let lone = scope.string_utf16(&[0x61, 0xD800, 0x62]);
        let mut units = Vec::new();
        lone.write_utf16(scope, &mut units).unwrap();
        assert_eq!(units, [0x61, 0xD800, 0x62]);
    });
}

#[test]
fn strings_made_for_the_program_are_the_same_values() {
    in_realm(|scope| {
        let made = scope.static_ascii_string("content-type");
        assert!(made.strict_equals(scope, scope.string("content-type")));
        assert!(made.is_string(scope));
        assert_eq!(
            scope
                .string_latin1(&[0x41, 0x80, 0xFF])
                .to_rust_string(scope)
                .unwrap(),
            "A\u{80}\u{ff}"
        );
    });
}

#[test]
fn types_are_told_apart() {
    in_realm(|scope| {
        let cases = [
            ("undefined", ValueType::Undefined),
            ("null", ValueType::Null),
            ("true", ValueType::Boolean),
            ("1.5", ValueType::Number),
            ("''", ValueType::String),
            ("Symbol('s')", ValueType::Symbol),
            ("10n", ValueType::BigInt),
            ("({})", ValueType::Object),
            ("[]", ValueType::Object),
            ("(() => 1)", ValueType::Function),
            ("class A {}; A", ValueType::Function),
            ("new Proxy(() => 1, {})", ValueType::Function),
        ];
        for (source, expected) in cases {
            assert_eq!(eval(scope, source).type_of(scope), expected, "{source}");
        }
        assert!(eval(scope, "new Date()").is_date(scope));
        assert!(eval(scope, "[1]").is_array(scope));
        assert!(eval(scope, "Promise.resolve(1)").is_promise(scope));
        assert!(!eval(scope, "({ then() {} })").is_promise(scope));
        assert!(!eval(scope, "new Proxy({}, { getPrototypeOf() { throw 1 } })").is_promise(scope));
        assert!(eval(scope, "null").is_nullish(scope));
        assert_eq!(eval(scope, "'7'").as_number(scope), None);
        assert_eq!(eval(scope, "7").as_number(scope), Some(7.0));
        assert_eq!(eval(scope, "7").as_text(scope), None);
        assert_eq!(eval(scope, "false").as_boolean(scope), Some(false));
    });
}

#[test]
fn numbers_and_bigints_convert() {
    in_realm(|scope| {
        for number in [
            0.0,
            -0.0,
            1.0,
            -1.5,
            2f64.powi(53),
            f64::MAX,
            f64::MIN_POSITIVE,
            f64::INFINITY,
        ] {
            let back = scope.number(number).to_number(scope).unwrap();
            assert_eq!(back.to_bits(), number.to_bits());
        }
        assert!(scope.number(f64::NAN).to_number(scope).unwrap().is_nan());
        // A NaN with a payload must not be taken for one of the engine's encoded values.
        for bits in [
            0xFFFE_0000_0000_0001_u64,
            0xFFFF_FFFF_FFFF_FFFF,
            0x7FF8_0000_DEAD_BEEF,
        ] {
            let value = scope.number(f64::from_bits(bits));
            assert!(value.is_number(scope) && value.to_number(scope).unwrap().is_nan());
        }
        for integer in [0, 1, -1, i64::MAX, i64::MIN, 1 << 53] {
            let value = scope.bigint(integer).unwrap();
            assert!(value.is_bigint(scope));
            assert_eq!(value.to_rust_string(scope).unwrap(), integer.to_string());
            assert_eq!(value.to_i64(scope).unwrap(), integer);
        }
        assert_eq!(
            scope
                .bigint_u64(u64::MAX)
                .unwrap()
                .to_rust_string(scope)
                .unwrap(),
            u64::MAX.to_string()
        );
        let thrown = eval(scope, "Symbol()").to_number(scope).unwrap_err();
        assert_eq!(thrown.describe(scope).name, "TypeError");
        assert_eq!(
            scope.date(0.0).unwrap().to_json(scope).unwrap().unwrap(),
            "\"1970-01-01T00:00:00.000Z\""
        );
    });
}

#[test]
fn properties_are_read_and_written() {
    in_realm(|scope| {
        let object = scope.object();
        let key = PropertyKey::new("naïve €");
        object.set_key(scope, &key, scope.number(1.0)).unwrap();
        object.set(scope, "b", scope.string("two")).unwrap();
        object
            .define(
                scope,
                "hidden",
                scope.null(),
                Attributes::HIDDEN | Attributes::READ_ONLY,
            )
            .unwrap();
        object.set(scope, "hidden", scope.number(3.0)).unwrap();
        stress(scope);
        assert_eq!(
            object.get(scope, "naïve €").unwrap().as_number(scope),
            Some(1.0)
        );
        assert_eq!(
            object.get_key(scope, &key).unwrap().as_number(scope),
            Some(1.0)
        );
        assert!(object.get(scope, "hidden").unwrap().is_null(scope));
        assert_eq!(object.keys(scope).unwrap(), ["naïve €", "b"]);
        assert!(object.has(scope, "toString") && !object.has(scope, "c"));
        assert!(object.delete(scope, "b").unwrap());
        assert!(object.get(scope, "b").unwrap().is_undefined(scope));
        let symbol = scope.symbol("s");
        object
            .set_value(scope, symbol, scope.boolean(true))
            .unwrap();
        assert!(object.get_value(scope, symbol).unwrap().to_boolean(scope));
        let bare = scope.object();
        bare.set_prototype(scope, scope.null());
        assert!(bare.prototype(scope).is_null(scope) && !bare.has(scope, "toString"));
    });
}

#[test]
fn getters_setters_and_proxies_may_throw() {
    in_realm(|scope| {
        let object = eval(
            scope,
            "({ get a() { throw new RangeError('no') }, set a(v) { throw 5 } })",
        );
        let object = object.as_object(scope).unwrap();
        assert_eq!(
            object.get(scope, "a").unwrap_err().describe(scope).message,
            "no"
        );
        let thrown = object.set(scope, "a", scope.null()).unwrap_err();
        assert_eq!(thrown.value().as_number(scope), Some(5.0));
        let proxy = eval(
            scope,
            "new Proxy({}, { ownKeys() { throw new Error('keys') } })",
        );
        let thrown = proxy.as_object(scope).unwrap().keys(scope).unwrap_err();
        assert_eq!(thrown.describe(scope).message, "keys");
        assert!(
            eval(scope, "({ toString() { throw 1 } })")
                .to_rust_string(scope)
                .is_err()
        );
    });
}

#[test]
fn keys_ignore_what_user_code_replaced() {
    in_realm(|scope| {
        eval(
            scope,
            "Object.keys = () => ['wrong']; JSON.parse = () => 'wrong'; Error = null; 0",
        );
        assert_eq!(
            eval(scope, "({ right: 1 })")
                .as_object(scope)
                .unwrap()
                .keys(scope)
                .unwrap(),
            ["right"]
        );
        assert!(scope.parse_json("{").is_err());
        assert_eq!(scope.error("made").describe(scope).name, "Error");
    });
}

#[test]
fn arrays_keep_their_elements() {
    in_realm(|scope| {
        let array = scope.array(&[scope.string("a"), scope.number(2.0), scope.object().value()]);
        stress(scope);
        assert_eq!(array.length(scope).unwrap(), 3);
        array.set_index(scope, 3, scope.string("d")).unwrap();
        assert_eq!(array.to_json(scope).unwrap().unwrap(), r#"["a",2,{},"d"]"#);
        assert_eq!(
            array
                .get_index(scope, 0)
                .unwrap()
                .to_rust_string(scope)
                .unwrap(),
            "a"
        );
        assert!(array.get_index(scope, 9).unwrap().is_undefined(scope));
        assert_eq!(scope.array(&[]).length(scope).unwrap(), 0);
    });
}

#[test]
fn long_lists_of_locals_survive_collection() {
    in_realm(|scope| {
        let mut list = LocalVec::new(scope);
        for index in 0..100 {
            list.push(scope.string(&format!("element {index}")));
            if index % 10 == 0 {
                stress(scope);
            }
        }
        stress(scope);
        let array = scope.array(list.as_slice());
        for index in 0..100 {
            let element = array
                .get_index(scope, index)
                .unwrap()
                .to_rust_string(scope)
                .unwrap();
            assert_eq!(element, format!("element {index}"));
        }
    });
}

#[test]
fn json_is_parsed_and_written() {
    in_realm(|scope| {
        let source = r#"{"a":[1,2.5,null,true],"é":"😀\n"}"#;
        let value = scope.parse_json(source).unwrap();
        assert_eq!(value.to_json(scope).unwrap().unwrap(), source);
        for wrong in ["", "{", "{'a':1}", "undefined", "[1,]"] {
            let thrown = scope.parse_json(wrong).unwrap_err();
            assert_eq!(thrown.describe(scope).name, "SyntaxError", "{wrong}");
        }
        assert_eq!(eval(scope, "undefined").to_json(scope).unwrap(), None);
        let cycle = eval(scope, "const c = {}; c.c = c; c");
        assert_eq!(
            cycle.to_json(scope).unwrap_err().describe(scope).name,
            "TypeError"
        );
    });
}

#[test]
fn scripts_of_the_program_are_evaluated_in_place() {
    in_realm(|scope| {
        let origin = Origin {
            url: "builtin:part".to_owned(),
            first_line: 10,
        };
        let value = scope
            .evaluate_kept(
                KeptText::of_static("(function part() { return 1 + 1; })"),
                None,
                &origin,
            )
            .unwrap();
        stress(scope);
        let part = value.as_function(scope).unwrap();
        assert_eq!(
            part.call(scope, None, &[]).unwrap().as_number(scope),
            Some(2.0)
        );
        let source = text(scope, "0") + &value.to_rust_string(scope).unwrap();
        assert_eq!(source, "0function part() { return 1 + 1; }");
        let wide: Local<'_, Value> = scope
            .evaluate_kept(KeptText::of_static("'日本'"), None, &origin)
            .unwrap();
        assert_eq!(wide.to_rust_string(scope).unwrap(), "日本");
    });
}
