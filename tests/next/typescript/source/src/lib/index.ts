export * from "./shapes";
export { default as config } from "./config";
export * as strings from "./strings";
export type { Shape } from "./shapes";
