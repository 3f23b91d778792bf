import data from "./data.json";
export const GET = () => data;
