export enum Level { Low = 1, High = "high" }
export const tool = <T,>(value: T): { value: T } => ({ value });
