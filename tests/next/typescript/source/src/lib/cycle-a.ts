import { b } from "./cycle-b";
export const a = (): string => "a";
export const both = (): string => a() + b();
