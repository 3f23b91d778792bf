import { next } from "./counts.js";

export const expression = async function (a, b = 2) {
  "use cache";
  return { run: next("expression"), a, b };
};

export const object = {
  async method(a) {
    "use cache";
    return { run: next("method"), a };
  },
};

export class Holder {
  static async fixed(a) {
    "use cache";
    return { run: next("static"), a };
  }
}
