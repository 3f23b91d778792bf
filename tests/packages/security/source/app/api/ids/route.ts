import { v1, v3, v4, v5, v6, v7, validate, version, parse, stringify, NIL, MAX } from 'uuid';
import { nanoid, customAlphabet, urlAlphabet } from 'nanoid';

export async function GET() {
  const name = v5('hello.example.com', v5.DNS);
  const made = [v1(), v4(), v6(), v7()];
  const letters = customAlphabet('abc', 12)();
  return Response.json({
    v3: v3('hello.example.com', v3.DNS), v5: name, fixed: v4({ random: new Uint8Array(16).fill(7) as any }),
    seven: v7({ msecs: 0x017f22e279b0, random: new Uint8Array(16).fill(9) as any, seq: 1 }),
    valid: made.map(validate), versions: made.map(version), differ: new Set(made).size,
    round: stringify(parse(name)) === name, NIL, MAX,
    nano: [nanoid().length, nanoid(10).length, /^[\w-]+$/.test(nanoid()), /^[abc]{12}$/.test(letters), urlAlphabet.length],
  });
}
