import drawn from "../../lib/drawn.svg";
import view from "../../lib/view.svg";
import dot from "../../lib/dot.gif";
import several from "../../lib/several.ico";
import photo from "../../lib/photo.jpg";

// The small picture that Next.js puts beside a photo is not there in waypost.
const { src, width, height } = photo;

export const dynamic = "force-dynamic";
export const GET = () => Response.json({ drawn, view, dot, several, photo: { src, width, height } });
