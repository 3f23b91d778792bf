import absent from "absent";
export const GET = () => absent;
