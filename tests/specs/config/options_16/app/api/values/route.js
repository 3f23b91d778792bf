import beside from "beside";
import virtual from "virtual";
import { which } from "virtual-star";

export function GET() {
  return Response.json({
    colour: process.env.COLOUR,
    number: process.env.NUMBER,
    place: process.env.PLACE,
    spell: process.env.SPELL,
    magic: MAGIC,
    virtual,
    which,
    beside,
  });
}
