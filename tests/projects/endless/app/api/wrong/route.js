export function GET() { return { not: "a response" }; }
