// The ops of internal/source_map.

declare module "waypost-native:internal/source_map" {
  /** File, line and column of a place in a chunk, or undefined when it has no map there. */
  export function op_source_map_lookup(url: string, line: number, column: number): [string, number, number] | undefined;
}
