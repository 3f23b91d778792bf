import drawn from "../../lib/drawn.svg";

export default function handler(request, response) {
  response.json({ drawn, dot: require("../../lib/dot.gif") });
}
