import broken from "broken";
export const GET = () => broken;
