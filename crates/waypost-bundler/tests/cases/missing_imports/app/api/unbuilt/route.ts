import { a } from "@scope/unbuilt";
export const GET = () => a;
