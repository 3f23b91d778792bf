import { first } from "./first";
export const order = [first];
await new Promise((resolve) => setTimeout(resolve, 5));
order.push("slow");
export const ready = true;
