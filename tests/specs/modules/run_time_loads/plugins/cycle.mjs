import { self } from "./esm.mjs";

export const other = () => self;
