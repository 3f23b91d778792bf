import type { IncomingMessage } from "http";
import { Agent } from "https";
import { NextResponse } from "next/server.js";
import "server-only";
import styles from "./a.module.css";
import data from "@/data.json";
import { Service, type Shape } from "@/service";
import { plain } from "src/plain";

export { Shape } from "@/service";

export async function GET(request: IncomingMessage): Promise<unknown> {
  using service = new Service();
  const unused: Agent | undefined = undefined;
  const shape: Shape = { data, plain };
  return NextResponse.json([<b className={styles.bold}>{typeof window}</b>, shape, service.size, unused]);
}
