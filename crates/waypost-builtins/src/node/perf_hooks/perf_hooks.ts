// node:perf_hooks, over web/performance.

import { createHistogram, monitorEventLoopDelay } from "waypost-internal:node/perf_hooks/histogram";
import {
  PerformanceEntry,
  PerformanceMark,
  PerformanceMeasure,
  PerformanceObserver,
  PerformanceObserverEntryList,
  performance,
} from "waypost-internal:web/performance/performance";

/** The figures of garbage collection have no source in this engine. */
export const constants: Record<string, number> = Object.freeze({
  NODE_PERFORMANCE_GC_MAJOR: 4,
  NODE_PERFORMANCE_GC_MINOR: 1,
  NODE_PERFORMANCE_GC_INCREMENTAL: 8,
  NODE_PERFORMANCE_GC_WEAKCB: 16,
}) as Record<string, number>;

export { createHistogram, monitorEventLoopDelay };
export { performance, PerformanceEntry, PerformanceMark, PerformanceMeasure, PerformanceObserver, PerformanceObserverEntryList };
export default {
  get performance(): unknown {
    return performance;
  },
  get PerformanceEntry(): unknown {
    return PerformanceEntry;
  },
  get PerformanceMark(): unknown {
    return PerformanceMark;
  },
  get PerformanceMeasure(): unknown {
    return PerformanceMeasure;
  },
  get PerformanceObserver(): unknown {
    return PerformanceObserver;
  },
  get PerformanceObserverEntryList(): unknown {
    return PerformanceObserverEntryList;
  },
  constants,
  get monitorEventLoopDelay(): unknown {
    return monitorEventLoopDelay;
  },
  get createHistogram(): unknown {
    return createHistogram;
  },
};
