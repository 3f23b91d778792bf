import { heavy } from "./heavy";
export const other = () => heavy;
