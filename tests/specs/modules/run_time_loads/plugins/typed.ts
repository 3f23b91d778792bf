import { join } from "node:path";

enum Kind {
  A = 1,
}
type Text = string;
export const value: Text = `${Kind[1]} ${join("a", "..", "b")}`;
