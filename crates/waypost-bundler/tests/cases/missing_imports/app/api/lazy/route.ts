export const GET = async () => [await import("@scope/absent/part"), await import("@/absent")];
