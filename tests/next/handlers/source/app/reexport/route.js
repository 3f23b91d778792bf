export { POST, DELETE } from "../plain/route.js";
