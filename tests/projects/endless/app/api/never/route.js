export const maxDuration = 1;

export function GET() {
  return new Promise(() => {});
}
