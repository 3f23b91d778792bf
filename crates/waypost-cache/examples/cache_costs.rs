//! What a look into the cache, a reading and a writing cost. The numbers stand in
//! docs/decisions/0011; this prints them anew.

#![expect(clippy::print_stdout, reason = "an example is a program")]

use std::time::Instant;
use waypost_cache::{Cache, Entry, Lifetime, Mark, Place, Value, now};

const ROUNDS: u32 = 2000;

fn main() {
    let root = std::env::temp_dir().join(format!("waypost-cache-costs-{}", std::process::id()));
    let place = Place::new(&root, "costs");
    let cache = Cache::open(&place, 512 << 20, |message| println!("{message}"));
    for bytes in [1 << 10, 64 << 10, 1 << 20] {
        let value = |round: u32| Entry {
            value: Value {
                status: 200,
                body: vec![round as u8; bytes].into(),
                ..Value::default()
            },
            created: now(),
            lifetime: Lifetime::default(),
            tags: vec!["tag".to_owned()],
        };
        let rounds = ROUNDS.min((256 << 20) / bytes as u32);
        let key = |round: u32| format!("{bytes}/{}", round % 64);
        measure(&format!("write {bytes}"), rounds, |round| {
            cache.store(&key(round), value(round));
        });
        measure(&format!("peek  {bytes}"), rounds, |round| {
            let _ = cache.peek(&key(round), &[]);
        });
        let other = Cache::open(&place, 512 << 20, |message| println!("{message}"));
        measure(&format!("load  {bytes}"), rounds, |round| {
            let _ = other.load(&key(round), &[]);
        });
    }
    measure("mark", ROUNDS, |round| {
        cache.mark(&[format!("tag{}", round % 100)], Mark::expire_at(now()));
    });
    measure("lease and release", ROUNDS, |_| {
        if let Some(holder) = cache.lease("key") {
            cache.release("key", holder);
        }
    });
    drop(cache);
    let _ = std::fs::remove_dir_all(root);
}

fn measure(name: &str, rounds: u32, mut work: impl FnMut(u32)) {
    let start = Instant::now();
    for round in 0..rounds {
        work(round);
    }
    let each = start.elapsed() / rounds;
    println!("{name}: {each:?}");
}
