export const plain = process.env.NEXT_PUBLIC_NAME + process.env.NODE_ENV + process.env.NEXT_RUNTIME;
