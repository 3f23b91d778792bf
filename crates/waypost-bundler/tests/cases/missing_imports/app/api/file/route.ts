import text from "./note.txt";
export const GET = () => text;
