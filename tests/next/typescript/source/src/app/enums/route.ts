import type { NextRequest } from "next/server";
import { area, Base, config, Kind, Size, Square, strings, Units, type Shape } from "@/lib";

export async function GET(_request: NextRequest): Promise<Response> {
  const square: Shape = new Square(3);
  const base = square as Base;
  return Response.json({
    kinds: Kind, back: Kind[0], line: Kind.Line, size: Size.Large, units: Units.Small.centimetre, area: area(square), number: area(2), count: Base.count > 10,
    hidden: base.hidden, has: base.has(square), keys: Object.keys(square), config, upper: strings.upper("x"), repeat: strings.repeat<"y">("y", 3), own: Object.hasOwn(square, "name"),
  });
}
