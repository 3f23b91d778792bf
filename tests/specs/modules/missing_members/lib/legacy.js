import domain from "domain";
import { createCipheriv, createHash } from "node:crypto";
import * as net from "net";
export const agent = () => new domain.Domain();
export const get = () => domain.createDomain();
export const cipher = () => createCipheriv("aes-128-cbc", "k", "iv");
export const socket = () => new net.Socket();
export const hash = (text) => createHash("sha256").update(text).digest("hex");
