import { Level, tool } from "@/lib/deep/tool";
import { config } from "~config";
import { config as based } from "settings/config";
export const GET = () => Response.json([tool(Level.High), Level[1], config, based === config]);
