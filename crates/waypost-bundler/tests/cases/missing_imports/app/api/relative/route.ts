import gone from "./gone";
export const GET = () => gone;
