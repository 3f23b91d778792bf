export function GET() { throw new Error("on purpose"); }
