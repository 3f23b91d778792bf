export const GET = async () => (await import("with")).default;
