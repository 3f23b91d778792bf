import { other } from "./other";
export const heavy = "heavy";
export const back = () => other();
