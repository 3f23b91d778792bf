export * from "./counter";
export { default } from "./default";
import { count } from "./counter";
export function total() {
  return count * 10;
}
