import https from "https";
import { createCipheriv, createHash } from "node:crypto";
import * as net from "net";
export const agent = () => new https.Agent({ keepAlive: true });
export const get = (url) => https.get(url);
export const cipher = () => createCipheriv("aes-128-cbc", "k", "iv");
export const socket = () => new net.Socket();
export const hash = (text) => createHash("sha256").update(text).digest("hex");
