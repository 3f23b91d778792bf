export function GET() { for (;;) {} }
