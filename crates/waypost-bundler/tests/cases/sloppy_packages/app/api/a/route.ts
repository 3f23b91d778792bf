import duplicate from "duplicate";
import implicit from "implicit";
import octal from "octal";

export const GET = () => [duplicate, implicit, octal];
