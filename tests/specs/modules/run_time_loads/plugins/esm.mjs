import one, { place as placeOfOne } from "./one.js";
import * as cycle from "./cycle.mjs";
import data from "./data.json" with { type: "json" };

export const self = "esm";
export const value = [one.value[0], placeOfOne === one.place, cycle.other(), data.x, import.meta.filename.split("/").at(-1)];
export const place = import.meta.dirname;
export default function named() {}
