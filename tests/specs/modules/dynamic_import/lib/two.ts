let calls = 100;
export const count = () => ++calls;
export default "two";
