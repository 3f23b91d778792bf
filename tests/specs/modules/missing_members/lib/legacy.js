import http2 from "http2";
import { createCipheriv, createHash } from "node:crypto";
import * as net from "net";
export const agent = () => new http2.Http2ServerRequest();
export const get = (url) => http2.connect(url);
export const cipher = () => createCipheriv("aes-128-cbc", "k", "iv");
export const socket = () => new net.Socket();
export const hash = (text) => createHash("sha256").update(text).digest("hex");
