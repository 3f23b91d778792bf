export const upper = (text: string): string => text.toUpperCase();
export const repeat = <T extends string>(text: T, times: number): string => text.repeat(times);
