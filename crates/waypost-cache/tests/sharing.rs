//! One store seen by several: two views in this process, and a second process.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex};
use waypost_cache::{Cache, Entry, Found, Lifetime, Mark, Peek, Place, Value, now};

/// A project folder that is removed at the end.
struct Project(PathBuf);

impl Project {
    fn new(name: &str) -> Self {
        let folder =
            std::env::temp_dir().join(format!("waypost-cache-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn store(&self) -> PathBuf {
        self.0.join(".waypost/cache/b")
    }

    fn open(&self) -> Cache {
        self.open_with(1 << 20)
    }

    fn open_with(&self, limit: u64) -> Cache {
        Cache::open(&place(&self.0), limit, |message| panic!("{message}"))
    }

    /// A cache with what it reports.
    fn open_damaged(&self) -> (Cache, Arc<Mutex<Vec<String>>>) {
        let said = Arc::new(Mutex::new(Vec::new()));
        let to = Arc::clone(&said);
        let cache = Cache::open(&place(&self.0), 1 << 20, move |message| {
            to.lock().unwrap().push(message.to_owned());
        });
        (cache, said)
    }
}

impl Drop for Project {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn place(root: &Path) -> Place {
    Place::new(root, "b")
}

fn entry(text: &str, tags: &[&str]) -> Entry {
    Entry {
        value: Value {
            status: 200,
            headers: "content-type\ntext/plain\n".to_owned(),
            url: "http://a/".to_owned(),
            body: text.to_owned().into(),
        },
        created: now(),
        lifetime: Lifetime::default(),
        tags: tags.iter().map(|&tag| tag.to_owned()).collect(),
    }
}

/// As a worker asks: memory first, then the store.
fn get(cache: &Cache, key: &str) -> Option<Found> {
    get_for(cache, key, &[])
}

fn get_for(cache: &Cache, key: &str, implied: &[&str]) -> Option<Found> {
    let implied: Vec<String> = implied.iter().map(|&tag| tag.to_owned()).collect();
    match cache.peek(key, &implied) {
        Peek::Found(found) => Some(found),
        Peek::Absent => None,
        Peek::Unknown => cache.load(key, &implied),
    }
}

/// The text of a value, with `~` before one that is stale.
fn text(found: Option<Found>) -> String {
    found.map_or("-".to_owned(), |found| {
        let stale = if found.stale { "~" } else { "" };
        format!(
            "{stale}{}",
            String::from_utf8_lossy(&found.entry.value.body)
        )
    })
}

fn tags(names: &[&str]) -> Vec<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}

#[test]
fn a_value_comes_back_whole_after_a_restart() {
    let project = Project::new("restart");
    let first = project.open();
    let stored = entry("one", &["a", "b:c"]);
    first.store("k", stored.clone());
    drop(first);
    let found = get(&project.open(), "k").expect("it is on disk");
    assert_eq!(**found.entry, stored);
    assert!(!found.stale);
}

#[test]
fn two_workers_see_each_other_s_writes_and_revalidations() {
    let project = Project::new("two");
    let (one, two) = (project.open(), project.open());
    one.store("k", entry("1", &["t"]));
    assert_eq!(text(get(&two, "k")), "1");
    two.store("k", entry("2", &["t"]));
    assert_eq!(text(get(&one, "k")), "2", "memory is outdated");
    one.mark(&tags(&["t"]), Mark::stale_at(now(), None));
    assert_eq!(text(get(&two, "k")), "~2");
    two.store("k", entry("3", &["t"]));
    assert_eq!(text(get(&one, "k")), "3");
    two.mark(&tags(&["t"]), Mark::expire_at(now()));
    assert_eq!(text(get(&one, "k")), "-");
    assert_eq!(text(get(&two, "k")), "-");
    one.store("k", entry("4", &["t"]));
    assert_eq!(text(get(&two, "k")), "4");
}

#[test]
fn implied_tags_count_without_being_stored() {
    let project = Project::new("implied");
    let cache = project.open();
    cache.store("k", entry("1", &[]));
    cache.mark(&tags(&["/path"]), Mark::expire_at(now()));
    assert_eq!(text(get_for(&cache, "k", &["/path"])), "-");
    assert_eq!(text(get_for(&cache, "k", &["/other"])), "1");
}

#[test]
fn times_make_stale_and_expired() {
    let project = Project::new("times");
    let cache = project.open();
    let mut old = entry("1", &[]);
    old.created -= 10_000_000;
    old.lifetime.revalidate = Some(20_000_000);
    cache.store("k", old.clone());
    assert_eq!(text(get(&cache, "k")), "1");
    old.lifetime.revalidate = Some(5_000_000);
    cache.store("k", old.clone());
    assert_eq!(text(get(&cache, "k")), "~1");
    old.lifetime.expire = Some(10_000_000);
    cache.store("k", old);
    assert_eq!(text(get(&cache, "k")), "-");
}

#[test]
fn a_mark_whose_expiry_is_to_come_makes_stale_until_then() {
    let project = Project::new("later");
    let cache = project.open();
    cache.store("k", entry("1", &["t"]));
    cache.mark(
        &tags(&["t"]),
        Mark::stale_at(now(), Some(now() + 60_000_000)),
    );
    assert_eq!(text(get(&cache, "k")), "~1");
}

#[test]
fn one_regeneration_at_a_time() {
    let project = Project::new("lease");
    let (one, two) = (project.open(), project.open());
    let lease = one.lease("k").expect("nobody has it");
    assert_eq!(two.lease("k"), None);
    assert_eq!(one.lease("k"), None, "not twice in one worker either");
    assert!(two.lease("other").is_some());
    two.release("k", lease + 1);
    assert_eq!(two.lease("k"), None, "only its holder gives it back");
    one.release("k", lease);
    assert!(two.lease("k").is_some());
    two.store("k", entry("1", &[]));
    assert!(one.lease("k").is_some(), "a written value ends the lease");
}

#[test]
fn the_oldest_values_make_room() {
    let project = Project::new("room");
    let cache = project.open_with(100_000);
    let big = "x".repeat(30_000);
    for key in ["a", "b", "c", "d"] {
        cache.store(key, entry(&big, &[]));
    }
    drop(cache);
    let cache = project.open_with(100_000);
    assert!(get(&cache, "a").is_none());
    for key in ["b", "c", "d"] {
        assert!(get(&cache, key).is_some(), "{key}");
    }
    cache.store("b", entry("small", &[]));
    cache.store("huge", entry(&"x".repeat(200_000), &[]));
    assert!(get(&cache, "huge").is_none(), "larger than the store");
    assert_eq!(text(get(&cache, "b")), "small");
    cache.store("e", entry(&big, &[]));
    assert!(get(&cache, "c").is_some(), "the smaller b left room for e");
}

#[test]
fn forgotten_marks_take_their_values_along() {
    let project = Project::new("marks");
    let (cache, other) = (project.open(), project.open());
    cache.store("k", entry("1", &["first"]));
    assert_eq!(text(get(&other, "k")), "1");
    cache.mark(&tags(&["first"]), Mark::expire_at(now()));
    let many: Vec<String> = (0..20_000).map(|number| format!("t{number}")).collect();
    for part in many.chunks(5000) {
        cache.mark(part, Mark::expire_at(now()));
    }
    assert_eq!(text(get(&other, "k")), "-");
    drop((cache, other));
    assert_eq!(text(get(&project.open(), "k")), "-");
}

#[test]
fn a_damaged_file_is_made_anew() {
    let project = Project::new("damaged");
    let cache = project.open();
    cache.store("k", entry("1", &[]));
    drop(cache);
    fs::write(
        project.store().join("data.sqlite"),
        "this is no database".repeat(500),
    )
    .unwrap();
    let cache = project.open();
    assert_eq!(text(get(&cache, "k")), "-");
    cache.store("k", entry("2", &[]));
    assert_eq!(text(get(&project.open(), "k")), "2");
}

#[test]
fn damage_while_in_use_is_reported_once_and_repaired_at_the_next_start() {
    let project = Project::new("in-use");
    let (cache, said) = project.open_damaged();
    for number in 0..50 {
        cache.store(&format!("k{number}"), entry(&"x".repeat(8000), &[]));
    }
    drop(cache);
    assert!(said.lock().unwrap().is_empty());
    // What is read when the store is opened stays: the first pages and the youngest entry.
    let path = project.store().join("data.sqlite");
    let mut bytes = fs::read(&path).unwrap();
    let end = bytes.len() - 65_536;
    bytes[65_536..end].fill(0xa5);
    fs::write(&path, bytes).unwrap();
    let (cache, said) = project.open_damaged();
    for number in 0..50 {
        let _ = get(&cache, &format!("k{number}"));
        cache.store(&format!("k{number}"), entry("new", &[]));
    }
    let said = said.lock().unwrap().clone();
    assert_eq!(said.len(), 1, "{said:?}");
    drop(cache);
    let cache = project.open();
    cache.store("k", entry("2", &[]));
    assert_eq!(text(get(&cache, "k")), "2");
}

#[test]
fn a_project_that_cannot_be_written_uses_the_temporary_folder() {
    let project = Project::new("read-only");
    // A file where the folder should be: also true for who may write everywhere.
    fs::write(project.0.join(".waypost"), "").unwrap();
    let build = format!("test-{}", std::process::id());
    let place = Place::new(&project.0, &build);
    let open = || Cache::open(&place, 1 << 20, |message| panic!("{message}"));
    open().store("k", entry("1", &[]));
    assert_eq!(text(get(&open(), "k")), "1");
    let temporary = fs::read_dir(std::env::temp_dir()).unwrap();
    let mut folders = temporary.map(|user| user.unwrap().path().join(&build));
    let used = folders.find(|folder| folder.is_dir()).expect("it is there");
    fs::remove_dir_all(used).unwrap();
}

#[test]
fn a_cache_of_no_size_is_empty() {
    let project = Project::new("none");
    let cache = project.open_with(0);
    cache.store("k", entry("1", &[]));
    assert_eq!(text(get(&cache, "k")), "-");
    assert_eq!(cache.lease("k"), None);
    assert!(!project.store().exists());
}

/// The second process of the test below: writes while the first one does.
#[test]
#[ignore = "started by two_processes_share_a_store"]
fn second_process() {
    let root = std::env::var("WAYPOST_CACHE_TEST").expect("the first process says where");
    let cache = Cache::open(&place(Path::new(&root)), 1 << 20, |message| {
        panic!("{message}")
    });
    assert!(cache.lease("held").is_none(), "the first process holds it");
    assert_eq!(text(get(&cache, "k")), "first");
    for number in 0..100 {
        cache.store(&format!("second{number}"), entry("x", &["t"]));
    }
    cache.mark(&tags(&["t"]), Mark::expire_at(now()));
    cache.store("k", entry("second", &[]));
}

#[test]
fn two_processes_share_a_store() {
    let project = Project::new("processes");
    let cache = project.open();
    cache.store("k", entry("first", &[]));
    cache.store("tagged", entry("1", &["t"]));
    let lease = cache.lease("held").expect("nobody has it");
    assert_eq!(text(get(&cache, "tagged")), "1");
    let program = std::env::current_exe().unwrap();
    let mut second = Command::new(program)
        .args(["--exact", "second_process", "--ignored"])
        .env("WAYPOST_CACHE_TEST", &project.0)
        .spawn()
        .unwrap();
    for number in 0..100 {
        cache.store(&format!("first{number}"), entry("x", &[]));
    }
    assert!(second.wait().unwrap().success());
    assert_eq!(text(get(&cache, "k")), "second");
    assert_eq!(text(get(&cache, "tagged")), "-");
    for number in 0..100 {
        assert!(get(&cache, &format!("first{number}")).is_some());
    }
    cache.release("held", lease);
    assert!(cache.lease("held").is_some());
}
