// node:v8: what packages ask of the engine. The engine is JavaScriptCore: figures that only V8 has are zero.

import { codes } from "waypost-internal:internal/errors/errors";
import { validateString } from "waypost-internal:internal/validators/validators";
import { totalmem } from "waypost-internal:node/os/os";
import { process } from "waypost-internal:node/process/process";
import { refusing } from "waypost-internal:node/unavailable/refuse";
import { Deserializer } from "waypost-internal:node/v8/deserializer";
import { Serializer } from "waypost-internal:node/v8/serializer";

export function getHeapStatistics(): Record<string, number> {
  const { heapTotal, heapUsed, external, rss } = (process.memoryUsage as () => Record<string, number>)() as {
    heapTotal: number; heapUsed: number; external: number; rss: number;
  };
  const limit = totalmem();
  return {
    total_heap_size: heapTotal, total_heap_size_executable: 0, total_physical_size: rss, total_available_size: Math.max(0, limit - heapUsed),
    used_heap_size: heapUsed, heap_size_limit: limit, malloced_memory: 0, peak_malloced_memory: 0, does_zap_garbage: 0,
    number_of_native_contexts: 1, number_of_detached_contexts: 0, total_global_handles_size: 0, used_global_handles_size: 0,
    external_memory: external,
  };
}

/** The heap is one space. */
export function getHeapSpaceStatistics(): Record<string, unknown>[] {
  const { total_heap_size: size, used_heap_size: used, total_available_size: free } = getHeapStatistics();
  return [{ space_name: "heap", space_size: size, space_used_size: used, space_available_size: free, physical_space_size: size }];
}

export function getHeapCodeStatistics(): Record<string, number> {
  return { code_and_metadata_size: 0, bytecode_and_metadata_size: 0, external_script_source_size: 0, cpu_profiler_metadata_size: 0 };
}

export function getCppHeapStatistics(): Record<string, unknown> {
  return { committed_size_bytes: 0, resident_size_bytes: 0, used_size_bytes: 0, space_statistics: [], type_names: [], detail_level: "brief" };
}

/** Flags are V8's: there is nothing to set. */
export function setFlagsFromString(flags: unknown): void {
  validateString(flags, "flags");
}

export function cachedDataVersionTag(): number {
  return 0;
}

export function setHeapSnapshotNearHeapLimit(): void {}
export function takeCoverage(): void {}
export function stopCoverage(): void {}

export const writeHeapSnapshot: () => never = refusing("v8.writeHeapSnapshot()", "JavaScriptCore writes no snapshots of its heap");
export const getHeapSnapshot: () => never = refusing("v8.getHeapSnapshot()", "JavaScriptCore writes no snapshots of its heap");
export const queryObjects: () => never = refusing("v8.queryObjects()", "JavaScriptCore does not tell what its heap holds");

export class DefaultSerializer extends Serializer {}
export class DefaultDeserializer extends Deserializer {}

export function serialize(value: unknown): Uint8Array {
  const serializer = new DefaultSerializer();
  serializer.writeHeader();
  serializer.writeValue(value);
  return serializer.releaseBuffer();
}

export function deserialize(bytes: unknown): unknown {
  if (!ArrayBuffer.isView(bytes)) throw new codes.ERR_INVALID_ARG_TYPE!("buffer", ["Buffer", "TypedArray", "DataView"], bytes);
  const deserializer = new DefaultDeserializer(bytes);
  deserializer.readHeader();
  return deserializer.readValue();
}

export const promiseHooks: Record<string, () => never> = Object.fromEntries(
  ["onInit", "onBefore", "onAfter", "onSettled", "createHook"].map((name) => [name, refusing(`v8.promiseHooks.${name}()`, "JavaScriptCore has no hooks of promises")]),
) as Record<string, () => never>;

export const startupSnapshot: Record<string, unknown> = {
  isBuildingSnapshot: (): boolean => false,
  addSerializeCallback: refusing("v8.startupSnapshot.addSerializeCallback()", "no snapshot is being built"),
  addDeserializeCallback: refusing("v8.startupSnapshot.addDeserializeCallback()", "no snapshot is being built"),
  setDeserializeMainFunction: refusing("v8.startupSnapshot.setDeserializeMainFunction()", "no snapshot is being built"),
};

export { Deserializer, Serializer };
export default {
  cachedDataVersionTag, DefaultDeserializer, DefaultSerializer, deserialize, Deserializer, getCppHeapStatistics, getHeapCodeStatistics,
  getHeapSnapshot, getHeapSpaceStatistics, getHeapStatistics, promiseHooks, queryObjects, serialize, Serializer, setFlagsFromString,
  setHeapSnapshotNearHeapLimit, startupSnapshot, stopCoverage, takeCoverage, writeHeapSnapshot,
};
