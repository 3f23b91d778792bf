//! One realm with its builtins: the functions of JavaScript that the event loop calls.

use std::cell::{Cell, OnceCell};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use waypost_builtins::{AnswerHostSlot, Builtins, BytecodeSlot, InstallError, SourceMapSlot};
use waypost_image::Image;
use waypost_jsc::{
    Exception, Function, Global, JsResult, KeptText, Local, Object, Origin, Realm, Scope,
    SharedInt32, Value, Vm, VmError, VmOptions,
};
use waypost_ops::OpState;

use crate::bytecode::{BUILTINS_FILE, BytecodeFile, CHUNKS_FILE};
use crate::host::Host;
use crate::image_info::{DevError, describe};
use crate::shared::{MARKER, SHARED_CELLS, STEPS};
use crate::source_maps::{SourceMaps, chunk_url};
use crate::worker::WorkerOptions;

/// Why a VM could not be made ready.
#[derive(Debug, thiserror::Error)]
pub(crate) enum EngineError {
    #[error(transparent)]
    Vm(#[from] VmError),
    #[error(transparent)]
    Install(#[from] InstallError),
    #[error("the event loop's scripts could not be evaluated: {0}")]
    Start(String),
}

/// One VM with one realm.
pub(crate) struct Engine {
    // Dropped first to last: everything that holds JavaScript values before the VM.
    pub(crate) functions: Functions,
    pub(crate) builtins: Builtins,
    pub(crate) state: Rc<OpState>,
    pub(crate) cells: SharedInt32,
    pub(crate) realm: Realm,
    pub(crate) vm: Vm,
    /// How many images were current before.
    generation: Cell<u32>,
}

/// The entries of JavaScript.
pub(crate) struct Functions {
    pub(crate) requests: Global<Function>,
    pub(crate) abort: Global<Function>,
    pub(crate) timer: Global<Function>,
    pub(crate) begin_immediates: Global<Function>,
    pub(crate) immediate: Global<Function>,
    pub(crate) ticks: Global<Function>,
    pub(crate) parked: Global<Function>,
    pub(crate) completion: Global<Function>,
    pub(crate) take_text: Global<Function>,
    pub(crate) take_objects: Global<Function>,
    pub(crate) refill: Global<Function>,
    use_image: Global<Function>,
}

const TURN: &str = "internal/turn/turn";
const LOOP: &str = "internal/event_loop/event_loop";
const OUTBOX: &str = "internal/turn/outbox";

impl Engine {
    /// A fresh VM with every builtin ready to be used.
    pub(crate) fn new(
        state: Rc<OpState>,
        host: Host,
        options: &WorkerOptions,
    ) -> Result<Self, EngineError> {
        let vm = Vm::new(VmOptions::default())?;
        let directory = options.bytecode.as_deref();
        let file = directory.and_then(|it| BytecodeFile::open(&it.join(BUILTINS_FILE)));
        if let Some(file) = file {
            state.put(BytecodeSlot(Box::new(move |name| file.bytecode(name))));
        }
        let pause = options.limits.pause;
        let realm = vm.new_realm();
        state.put(AnswerHostSlot(Rc::new(host)));
        let (builtins, cells, functions) = realm.enter(|scope| start(scope, &state, pause))?;
        vm.watchdog().follow(cells.clone(), &[MARKER, STEPS]);
        report_rejections(&vm, &builtins, &realm)?;
        Ok(Self {
            functions,
            builtins,
            state,
            cells,
            realm,
            vm,
            generation: Cell::new(0),
        })
    }

    /// Makes `image` the current one.
    pub(crate) fn use_image(
        &self,
        image: &Arc<Image>,
        options: &WorkerOptions,
        errors: &[DevError],
    ) -> Result<(), EngineError> {
        let info = describe(image, options, errors);
        let generation = self.generation.get();
        self.generation.set(generation.wrapping_add(1));
        let maps = SourceMaps::new(Arc::clone(image), generation);
        self.state.put(SourceMapSlot(Rc::new(maps)));
        self.realm.enter(|scope| {
            let info = scope
                .parse_json(&info)
                .map_err(|error| failed(scope, &error))?;
            let evaluate = chunk_evaluator(scope, Arc::clone(image), generation);
            self.functions
                .use_image
                .local(scope)
                .call(scope, None, &[info, evaluate])
                .map(drop)
                .map_err(|error| failed(scope, &error))
        })
    }
}

fn failed(scope: &Scope<'_>, error: &Exception<'_>) -> EngineError {
    EngineError::Start(error.describe(scope).to_string())
}

fn start(
    scope: &Scope<'_>,
    state: &Rc<OpState>,
    pause: Duration,
) -> Result<(Builtins, SharedInt32, Functions), EngineError> {
    let builtins = Builtins::install(scope, state)?;
    let (cells, view) = scope.shared_int32(SHARED_CELLS);
    let function = |script: &str, name: &str| -> Result<Global<Function>, EngineError> {
        builtins
            .function(scope, script, name)
            .map(|function| Global::new(scope, function))
            .map_err(|error| failed(scope, &error))
    };
    function(TURN, "attach")?
        .local(scope)
        .call(scope, None, &[view.into()])
        .map_err(|error| failed(scope, &error))?;
    let pause = scope.number(pause.as_millis() as f64);
    function(LOOP, "limitAwaits")?
        .local(scope)
        .call(scope, None, &[pause])
        .map_err(|error| failed(scope, &error))?;
    let functions = Functions {
        requests: function(TURN, "enterRequests")?,
        abort: function(TURN, "enterAbort")?,
        use_image: function(TURN, "useImage")?,
        timer: function(LOOP, "enterTimer")?,
        begin_immediates: function(LOOP, "beginImmediates")?,
        immediate: function(LOOP, "enterImmediate")?,
        ticks: function(LOOP, "enterTicks")?,
        parked: function(LOOP, "enterParked")?,
        completion: function(LOOP, "updateTime")?,
        take_text: function(OUTBOX, "takeText")?,
        take_objects: function(OUTBOX, "takeObjects")?,
        refill: function(OUTBOX, "refill")?,
    };
    Ok((builtins, cells, functions))
}

/// Hands promises that nobody handled to `process` and the log.
fn report_rejections(vm: &Vm, builtins: &Builtins, realm: &Realm) -> Result<(), EngineError> {
    let load = realm.enter(|scope| builtins.loader(scope));
    vm.on_unhandled_rejection(Box::new(move |scope, reason, promise| {
        let report = load
            .local(scope)
            .call(scope, None, &[scope.string("internal/event_loop/uncaught")])
            .ok()
            .and_then(|exports| exports.as_object(scope))
            .and_then(|exports| exports.get(scope, "unhandledRejection").ok())
            .and_then(|report| report.as_function(scope));
        if let Some(report) = report {
            // The report itself never throws; a VM that is being given up may refuse the call.
            let _ = report.call(scope, None, &[reason, promise.into()]);
        }
    }));
    Ok(())
}

/// `evaluate(index)` for the loader: the factory of a chunk of this image.
///
/// The first image stays for as long as the process: its texts are kept, once, however often a chunk is evaluated because
/// it throws.
fn chunk_evaluator<'s>(scope: &Scope<'s>, image: Arc<Image>, generation: u32) -> Local<'s, Value> {
    let chunks = Chunks::new(image, generation);
    let evaluate = scope.function(
        "evaluate",
        Box::new(move |scope, args| {
            let index = args.get(0).to_number(scope)? as usize;
            chunks.evaluate(scope, index)
        }),
    );
    evaluate.into()
}

type Compiled = (KeptText, Option<&'static [u8]>);

/// The chunks of an image, as they are evaluated.
struct Chunks {
    image: Arc<Image>,
    generation: u32,
    bytecode: Option<BytecodeFile>,
    kept: Vec<OnceCell<Compiled>>,
}

impl Chunks {
    fn new(image: Arc<Image>, generation: u32) -> Self {
        let home = image.home().filter(|_| generation == 0);
        Self {
            generation,
            bytecode: home.and_then(|home| BytecodeFile::open(&home.join(CHUNKS_FILE))),
            kept: vec![OnceCell::new(); image.manifest().chunks.len()],
            image,
        }
    }

    fn evaluate<'s>(&self, scope: &Scope<'s>, index: usize) -> JsResult<'s, Local<'s, Value>> {
        let Some(chunk) = self.image.manifest().chunks.get(index) else {
            return Err(scope.error(&format!("the app image has no chunk {index}")));
        };
        let origin = Origin::new(chunk_url(self.generation, &chunk.file));
        if let Some((text, bytecode)) = self.kept[index].get() {
            return scope.evaluate_kept(*text, *bytecode, &origin);
        }
        let found = self.bytecode.as_ref().and_then(|file| {
            let stamp = self.image.manifest().files.get(&chunk.file)?;
            file.script(&chunk.file, &stamp.sha256)
        });
        let source = match found {
            Some((text, bytecode)) => (text, Some(bytecode)),
            None => {
                let source = self.image.chunk_source(index);
                let source = source.map_err(|error| scope.error(&error.to_string()))?;
                if self.generation > 0 {
                    return scope.evaluate(&source, &origin);
                }
                (KeptText::keep(source.into_owned()), None)
            }
        };
        let (text, bytecode) = *self.kept[index].get_or_init(|| source);
        scope.evaluate_kept(text, bytecode, &origin)
    }
}

/// Reads an object out of an array of JavaScript.
pub(crate) fn element<'s>(
    scope: &Scope<'s>,
    array: Local<'s, Object>,
    index: usize,
) -> Option<Local<'s, Value>> {
    array.get_index(scope, u32::try_from(index).ok()?).ok()
}
