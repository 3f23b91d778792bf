type Make = (...args: never[]) => unknown;

export const wrapped = (make: Make): Make => async (...args) => ({ ...((await make(...args)) as object), poweredByHeader: false });

export const colour = (): string | undefined => process.env.COLOUR_OF_BUILD;
