import value from "conditional";
export const GET = () => [value, require("conditional")];
