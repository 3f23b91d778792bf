export { default } from "../q";
