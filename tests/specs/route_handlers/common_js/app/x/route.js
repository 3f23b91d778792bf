const { NextResponse } = require("next/server");
exports.GET = async function GET() {
  return NextResponse.json({ common: true });
};
