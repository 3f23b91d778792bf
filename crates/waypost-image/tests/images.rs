//! Images written, opened again, damaged, and out of date.

use expect_test::{Expect, expect};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use waypost_image::{
    Chunk, Graph, Image, ImageError, ImageFiles, Import, Inputs, InputsDigest, Manifest,
    NextVersion, PreviewKeys, Route, RouteKind, Runtime, Segment, SegmentConfig, new_build_id,
    write_image,
};

/// A directory of its own, removed at the end.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let path =
            std::env::temp_dir().join(format!("waypost-image-{}-{number}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn image(&self) -> PathBuf {
        self.0.join(".waypost")
    }

    /// The directory of the image in use.
    fn home(&self) -> PathBuf {
        self.image()
            .join(fs::read_to_string(self.image().join("current")).unwrap())
    }

    fn edit(&self, name: &str, from: &str, to: &str) {
        let path = self.home().join(name);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{text}");
        fs::write(path, text.replace(from, to)).unwrap();
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn manifest(inputs: InputsDigest) -> Manifest {
    let keys = PreviewKeys::generate().unwrap();
    let mut manifest = Manifest::new(NextVersion::V15, new_build_id().unwrap(), keys, inputs);
    manifest.routes.push(Route {
        kind: RouteKind::AppRoute,
        page: "/api/users/[id]".to_owned(),
        segments: Segment::parse_page("/api/users/[id]"),
        entry: "chunks/users.js".to_owned(),
        source: "app/api/users/[id]/route.ts".to_owned(),
        runtime: Runtime::Nodejs,
        methods: None,
        config: SegmentConfig::default(),
    });
    manifest
        .chunks
        .push(chunk("chunks/shared.js", None, Vec::new()));
    let imports = vec![Import::Chunk(0), Import::Builtin("node:crypto".to_owned())];
    manifest.chunks.push(chunk(
        "chunks/users.js",
        Some("chunks/users.js.map"),
        imports,
    ));
    manifest
}

fn chunk(file: &str, map: Option<&str>, imports: Vec<Import>) -> Chunk {
    Chunk {
        file: file.to_owned(),
        map: map.map(str::to_owned),
        imports,
        dynamic: BTreeMap::new(),
        is_async: false,
        graph: Graph::App,
    }
}

fn files() -> ImageFiles {
    [
        ("chunks/shared.js", "shared()"),
        ("chunks/users.js", "users('\u{e9}')"),
        ("chunks/users.js.map", "{}"),
    ]
    .into_iter()
    .map(|(name, text)| (name.to_owned(), text.to_owned()))
    .collect()
}

fn image() -> Image {
    Image::new(manifest(InputsDigest::default()), files()).unwrap()
}

fn written() -> Scratch {
    let scratch = Scratch::new();
    write_image(&image(), &scratch.image()).unwrap();
    scratch
}

/// The message of an error, without the directory of the test.
fn check_error<T: std::fmt::Debug>(
    scratch: &Scratch,
    result: Result<T, ImageError>,
    expected: Expect,
) {
    let message = result.unwrap_err().to_string();
    let name = fs::read_to_string(scratch.image().join("current")).unwrap_or_default();
    let message = message.replace(&scratch.0.display().to_string(), "DIR");
    expected.assert_eq(&if name.is_empty() {
        message
    } else {
        message.replace(&name, "IMAGE")
    });
}

#[test]
fn what_is_written_is_read_again() {
    let scratch = Scratch::new();
    let image = image();
    write_image(&image, &scratch.image()).unwrap();
    let opened = Image::open(&scratch.image()).unwrap();
    assert_eq!(opened.manifest(), image.manifest());
    for image in [&image, &opened] {
        image.verify().unwrap();
        assert_eq!(image.entry(0), 1);
        assert_eq!(image.chunk_source(1).unwrap(), "users('\u{e9}')");
        assert_eq!(image.source_map(1).unwrap().as_deref(), Some("{}"));
        assert_eq!(image.source_map(0).unwrap(), None);
    }
    assert_eq!(
        fs::read_to_string(scratch.image().join(".gitignore")).unwrap(),
        "*\n"
    );
}

#[test]
fn opening_reads_no_chunk() {
    let scratch = written();
    fs::remove_dir_all(scratch.home().join("chunks")).unwrap();
    let image = Image::open(&scratch.image()).unwrap();
    check_error(
        &scratch,
        image.chunk_source(0),
        expect![[
            "DIR/.waypost/IMAGE/chunks/shared.js is damaged: it is not there; run `waypost build`"
        ]],
    );
}

#[test]
fn a_new_image_leaves_the_one_before_for_its_workers() {
    let scratch = written();
    let first = Image::open(&scratch.image()).unwrap();
    let first_home = scratch.home();
    write_image(&image(), &scratch.image()).unwrap();
    assert_ne!(first_home, scratch.home());
    assert_eq!(first.chunk_source(0).unwrap(), "shared()");
    write_image(&image(), &scratch.image()).unwrap();
    assert!(!first_home.exists());
    let mut names: Vec<String> = fs::read_dir(scratch.image())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names.len(), 4, "{names:?}");
    assert_eq!(&names[..2], [".gitignore", "current"]);
}

#[test]
fn an_image_may_be_written_twice() {
    let (scratch, image) = (Scratch::new(), image());
    write_image(&image, &scratch.image()).unwrap();
    write_image(&image, &scratch.image()).unwrap();
    Image::open(&scratch.image()).unwrap().verify().unwrap();
}

#[test]
fn missing_and_foreign_images() {
    let scratch = Scratch::new();
    check_error(
        &scratch,
        Image::open(&scratch.image()),
        expect![["there is no app image in DIR/.waypost; run `waypost build`"]],
    );
    let scratch = written();
    scratch.edit("manifest.json", "\"version\":3", "\"version\":9");
    check_error(
        &scratch,
        Image::open(&scratch.image()),
        expect![
            "the app image in DIR/.waypost has format 9, this waypost reads format 3; run `waypost build`"
        ],
    );
    let scratch = written();
    scratch.edit(
        "manifest.json",
        "\"waypost_version\":\"0.1.0\"",
        "\"waypost_version\":\"7.0.0\"",
    );
    check_error(
        &scratch,
        Image::open(&scratch.image()),
        expect![[
            "the app image in DIR/.waypost was built by waypost 7.0.0, this is waypost 0.1.0; run `waypost build`"
        ]],
    );
    // Another format may have any shape.
    let scratch = written();
    fs::write(
        scratch.home().join("manifest.json"),
        "{\"version\":4,\"waypost_version\":\"0.2.0\"}",
    )
    .unwrap();
    let err = Image::open(&scratch.image()).unwrap_err();
    assert!(matches!(err, ImageError::Format { found: 4, .. }) && err.is_cured_by_build());
}

#[test]
fn damaged_images() {
    let scratch = written();
    scratch.edit("chunks/shared.js", "shared", "evil__");
    let image = Image::open(&scratch.image()).unwrap();
    check_error(
        &scratch,
        image.verify(),
        expect![[
            "DIR/.waypost/IMAGE/chunks/shared.js is damaged: it is not the file that was built; run `waypost build`"
        ]],
    );
    scratch.edit(
        "manifest.json",
        "\"entry\":\"chunks/users.js\"",
        "\"entry\":\"chunks/gone.js\"",
    );
    check_error(
        &scratch,
        Image::open(&scratch.image()),
        expect![[
            "DIR/.waypost/IMAGE/manifest.json is damaged: \"/api/users/[id]\" names the unknown chunk \"chunks/gone.js\"; run `waypost build`"
        ]],
    );
    let scratch = written();
    scratch.edit("manifest.json", "{\"chunk\":0}", "{\"chunk\":7}");
    check_error(
        &scratch,
        Image::open(&scratch.image()),
        expect![[
            "DIR/.waypost/IMAGE/manifest.json is damaged: chunk \"chunks/users.js\" imports a chunk that does not exist; run `waypost build`"
        ]],
    );
    let scratch = written();
    scratch.edit("manifest.json", "chunks/shared.js", "../../shared.js");
    check_error(
        &scratch,
        Image::open(&scratch.image()),
        expect![[
            "DIR/.waypost/IMAGE/manifest.json is damaged: \"../../shared.js\" is no file name of an image; run `waypost build`"
        ]],
    );
    let scratch = written();
    fs::write(scratch.image().join("current"), "../elsewhere").unwrap();
    let err = Image::open(&scratch.image()).unwrap_err();
    assert!(matches!(err, ImageError::Damaged { .. }), "{err}");
    let scratch = written();
    fs::write(scratch.home().join("manifest.json"), "{\"version\":1,").unwrap();
    let err = Image::open(&scratch.image()).unwrap_err();
    assert!(
        err.to_string()
            .contains("manifest.json is damaged: EOF while parsing"),
        "{err}"
    );
}

#[test]
fn a_place_that_cannot_be_written_is_told_apart() {
    let scratch = Scratch::new();
    fs::write(scratch.0.join("file"), "").unwrap();
    let err = write_image(&image(), &scratch.0.join("file/.waypost")).unwrap_err();
    assert!(!err.is_cured_by_build() && !err.is_read_only(), "{err}");
    let source = std::io::Error::from(std::io::ErrorKind::ReadOnlyFilesystem);
    assert!(
        ImageError::Io {
            action: "write",
            path: PathBuf::new(),
            source
        }
        .is_read_only()
    );
}

#[test]
fn a_manifest_that_names_no_file_of_its_own_is_refused() {
    let mut missing = files();
    missing.remove("chunks/users.js.map");
    let err = Image::new(manifest(InputsDigest::default()), missing).unwrap_err();
    assert!(
        err.to_string()
            .contains("the file \"chunks/users.js.map\" is not part of it"),
        "{err}"
    );
}

#[test]
fn ids_and_keys() {
    let keys = PreviewKeys::generate().unwrap();
    let is_hex =
        |text: &str, length| text.len() == length && text.bytes().all(|b| b.is_ascii_hexdigit());
    assert!(
        is_hex(&keys.id, 32) && is_hex(&keys.signing_key, 64) && is_hex(&keys.encryption_key, 64)
    );
    assert!(is_hex(&new_build_id().unwrap(), 32));
    assert_ne!(new_build_id().unwrap(), new_build_id().unwrap());
    assert!(!format!("{keys:?}").contains(&keys.id));
    let given = |name: &str| Some(format!("{}0123456789abcdef", name.len()));
    let from_environment = PreviewKeys::from_environment(given).unwrap();
    assert_eq!(from_environment.id, "220123456789abcdef");
    let short = |name: &str| {
        Some(
            if name.len() == 22 {
                "x"
            } else {
                "0123456789abcdef"
            }
            .to_owned(),
        )
    };
    assert_eq!(PreviewKeys::from_environment(short), None);
    assert_eq!(PreviewKeys::from_environment(|_| None), None);
}

fn inputs(root: &Path) -> InputsDigest {
    let mut inputs = Inputs::new(root);
    assert_eq!(
        inputs.read(&root.join("a.ts")).unwrap().as_deref(),
        Some(b"one".as_slice())
    );
    assert_eq!(inputs.read(&root.join("absent.ts")).unwrap(), None);
    assert_eq!(inputs.read(&root.join("a.ts/below")).unwrap(), None);
    inputs.read_directory(&root.join("app")).unwrap();
    inputs.record(&root.join("app/../sub/b.ts"), b"two", None);
    inputs.finish()
}

fn set_time(path: &Path, seconds_ago: u64) {
    let time = std::time::SystemTime::now() - std::time::Duration::from_secs(seconds_ago);
    fs::File::options()
        .write(true)
        .open(path)
        .unwrap()
        .set_modified(time)
        .unwrap();
}

#[test]
fn changes_of_inputs() {
    let scratch = Scratch::new();
    let root = scratch.0.as_path();
    fs::create_dir_all(root.join("app")).unwrap();
    fs::create_dir_all(root.join("sub")).unwrap();
    fs::write(root.join("a.ts"), "one").unwrap();
    fs::write(root.join("sub/b.ts"), "two").unwrap();
    set_time(&root.join("a.ts"), 100);
    let digest = inputs(root);
    assert!(digest.is_current(root));
    // A copy has other times and the same content.
    set_time(&root.join("a.ts"), 50);
    assert!(digest.is_current(root));
    assert_eq!(digest.digest(), inputs(root).digest());
    fs::write(root.join("a.ts"), "six").unwrap();
    assert_eq!(digest.first_change(root), Some("a.ts"));
    fs::write(root.join("a.ts"), "one").unwrap();
    fs::write(root.join("absent.ts"), "").unwrap();
    assert_eq!(digest.first_change(root), Some("absent.ts"));
    fs::remove_file(root.join("absent.ts")).unwrap();
    fs::write(root.join("app/new.ts"), "").unwrap();
    assert_eq!(digest.first_change(root), Some("app"));
    fs::remove_file(root.join("app/new.ts")).unwrap();
    fs::remove_file(root.join("sub/b.ts")).unwrap();
    assert_eq!(digest.first_change(root), Some("app/../sub/b.ts"));
}

/// An edit within the resolution of file times, of the same length, right after the build.
#[test]
fn a_change_in_the_same_moment_is_seen() {
    let scratch = Scratch::new();
    let path = scratch.0.join("a.ts");
    fs::write(&path, "one").unwrap();
    let time = fs::metadata(&path).unwrap().modified().unwrap();
    let mut inputs = Inputs::new(&scratch.0);
    inputs.read(&path).unwrap();
    let digest = inputs.finish();
    fs::write(&path, "two").unwrap();
    fs::File::options()
        .write(true)
        .open(&path)
        .unwrap()
        .set_modified(time)
        .unwrap();
    assert_eq!(digest.first_change(&scratch.0), Some("a.ts"));
}

#[test]
fn paths_above_the_project_are_relative_too() {
    let scratch = Scratch::new();
    let root = scratch.0.join("apps/web");
    fs::create_dir_all(&root).unwrap();
    fs::write(scratch.0.join("lock.json"), "{}").unwrap();
    let mut inputs = Inputs::new(&root);
    inputs.read(&scratch.0.join("lock.json")).unwrap();
    inputs.read_directory(&root).unwrap();
    let digest = inputs.finish();
    let paths: Vec<&str> = digest
        .inputs()
        .iter()
        .map(|input| input.path.as_str())
        .collect();
    assert_eq!(paths, [".", "../../lock.json"]);
    assert!(digest.is_current(&root));
}

#[test]
fn digests_tell_neighbours_apart() {
    let digest = |entries: &[(&str, &[u8])]| {
        let mut inputs = Inputs::new(Path::new("/p"));
        for (name, bytes) in entries {
            inputs.record(&Path::new("/p").join(name), bytes, None);
        }
        inputs.finish().digest()
    };
    assert_ne!(
        digest(&[("a", b"x"), ("b", b"")]),
        digest(&[("a", b""), ("b", b"x")])
    );
    assert_ne!(digest(&[("ab", b"")]), digest(&[("a", b"")]));
    assert_eq!(
        digest(&[("a", b"1"), ("b", b"2")]),
        digest(&[("b", b"2"), ("a", b"1")])
    );
}

/// `start` opens an image before it can accept: this is its cost at 2,000 routes.
#[test]
fn a_large_image_opens_fast() {
    let mut manifest = manifest(InputsDigest::default());
    let mut files = files();
    for i in 0..2_000 {
        let name = format!("chunks/route{i}.js");
        let mut route = manifest.routes[0].clone();
        route.page = format!("/api/route{i}/[id]");
        route.entry.clone_from(&name);
        manifest.routes.push(route);
        manifest
            .chunks
            .push(chunk(&name, None, vec![Import::Chunk(0)]));
        files.insert(name, "x".repeat(1_000));
    }
    let scratch = Scratch::new();
    write_image(&Image::new(manifest, files).unwrap(), &scratch.image()).unwrap();
    let begin = processor_time();
    let image = Image::open(&scratch.image()).unwrap();
    let taken = processor_time() - begin;
    assert_eq!(image.entry(2_000), 2_001);
    assert!(taken.as_millis() < 100, "{taken:?}");
}

/// How long this thread has had a processor. A clock would count what others ran meanwhile.
fn processor_time() -> std::time::Duration {
    let text = fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    let nanoseconds = text.split(' ').next().and_then(|it| it.parse().ok());
    std::time::Duration::from_nanos(nanoseconds.unwrap())
}
