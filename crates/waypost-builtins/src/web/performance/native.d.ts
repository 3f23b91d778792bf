// The ops of web/performance.

declare module "waypost-native:web/performance" {
  /** Milliseconds since the process began, by a clock that never goes back. */
  export function op_performance_now(): number;
  /** The wall-clock time of the process's beginning, in milliseconds since 1970. */
  export function op_performance_time_origin(): number;
}
