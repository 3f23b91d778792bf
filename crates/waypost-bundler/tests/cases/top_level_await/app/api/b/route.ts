import { value } from "../../../lib/value";
export const GET = () => value;
