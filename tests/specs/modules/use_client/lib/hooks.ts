export const other = 1;
export default () => 2;
