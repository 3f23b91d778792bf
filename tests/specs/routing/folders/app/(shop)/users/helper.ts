export const word: string = "group";
