export async function GET() { while (true) await null; }
