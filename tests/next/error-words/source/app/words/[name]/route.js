import { data, faults } from "../../../lib/faults";

export async function GET(request, { params }) {
  const { name } = await params;
  try {
    return Response.json({ value: String(faults[name](data())) });
  } catch (error) {
    return Response.json({ name: error.name, message: error.message, text: String(error) }, { status: 500 });
  }
}
