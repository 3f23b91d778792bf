export const which = "a star";
