import { core } from "@acme/core";
import declared from "declared/part";
export const GET = () => [core, declared];
