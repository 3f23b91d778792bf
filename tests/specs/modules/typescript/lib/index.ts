export * from "./shapes";
export { Box } from "./box";
