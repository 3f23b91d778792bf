// node:stream/promises.

import { finishedPromise } from "waypost-internal:node/stream/end_of_stream";
import { pipelinePromise } from "waypost-internal:node/stream/pipeline";

export const finished: typeof finishedPromise = finishedPromise;
export const pipeline: typeof pipelinePromise = pipelinePromise;

export default { finished, pipeline };
