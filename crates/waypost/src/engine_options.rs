//! Options of JavaScriptCore for workers. It reads them from the environment when it initialises,
//! so only a parent process can set them.

use std::env;

struct EngineOption {
    name: &'static str,
    value: &'static str,
}

/// Each with its reason. A value that is already in the environment wins.
const OPTIONS: &[EngineOption] = &[
    // The collector paces itself by the memory of the machine, as if it were alone on it. With half
    // of a worker's own limit a loaded worker stays smaller, at the same speed; it is no cap.
    EngineOption {
        name: "JSC_forceRAMSize",
        value: "536870912",
    },
    // Each collection of new objects has a price of its own, about half a millisecond with the handlers of a small
    // project, and by default it is paid for each MiB. Four take 4 % off a request and cost no memory at rest.
    EngineOption {
        name: "JSC_smallHeapSize",
        value: "4194304",
    },
    // The last of the four compilers takes megabytes for each function, and by default every function
    // of a body's way gets that far within a few hundred megabytes. What runs for long gets there too.
    EngineOption {
        name: "JSC_thresholdForFTLOptimizeAfterWarmUp",
        value: "2000000",
    },
];

/// Names and values to add to a worker's environment.
pub(crate) fn engine_options() -> impl Iterator<Item = (&'static str, &'static str)> {
    OPTIONS
        .iter()
        .filter(|option| env::var_os(option.name).is_none())
        .map(|option| (option.name, option.value))
}

/// Whether a variable is there because of us: user code is not to see it.
pub(crate) fn is_engine_option(name: &str, value: &str) -> bool {
    OPTIONS
        .iter()
        .any(|option| option.name == name && option.value == value)
}
