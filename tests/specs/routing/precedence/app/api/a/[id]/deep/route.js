import { tell } from "../../../../../lib/tell";
export const GET = tell("[id]/deep");
