export const plain = undefined;
export const other = undefined;
