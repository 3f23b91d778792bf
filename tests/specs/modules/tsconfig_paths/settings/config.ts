export const config = { name: "config" } as const;
