import { known, unknown } from "../../../lib/names";
export const GET = () => [known, unknown];
