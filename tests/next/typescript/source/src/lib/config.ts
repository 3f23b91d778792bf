export const config = Object.freeze({ name: "aliased", built: process.env.BUILT } as const);
export default config;
