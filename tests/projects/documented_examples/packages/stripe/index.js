// A stand-in for the package of this name: like it, it loads the clients of Node.js and needs
// them only for calls that go out, here to where nobody listens.
"use strict";
const http = require("http");
const https = require("https");
const { createHmac, timingSafeEqual } = require("crypto");

class Stripe {
  constructor(key) {
    this.key = key;
    this.webhooks = { constructEvent: Stripe.constructEvent };
    this.charges = { create: (body) => this.send("/v1/charges", body) };
  }

  send(path, body) {
    return new Promise((resolve, reject) => {
      const { request } = this.key === "plain" ? http : https;
      const sent = request({ host: "127.0.0.1", port: 1, path, method: "POST" }, resolve);
      sent.on("error", reject);
      sent.end(JSON.stringify(body));
    });
  }

  static constructEvent(payload, header, secret) {
    const parts = Object.fromEntries(header.split(",").map((part) => part.split("=")));
    const expected = createHmac("sha256", secret).update(`${parts.t}.${payload}`).digest();
    const given = Buffer.from(parts.v1 ?? "", "hex");
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      throw new Error("no signature matches");
    }
    return JSON.parse(payload);
  }
}

module.exports = Stripe;
module.exports.Stripe = Stripe;
module.exports.default = Stripe;
