import { letter } from "./a";
export const b = () => `b${letter}`;
