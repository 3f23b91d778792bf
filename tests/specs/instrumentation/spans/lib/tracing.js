// As much of a provider as @vercel/otel registers, at the place where every copy of @opentelemetry/api looks for it.
import { AsyncLocalStorage } from "node:async_hooks";

const API = Symbol.for("opentelemetry.js.api.1");
const SPAN = Symbol.for("OpenTelemetry Context Key SPAN");
const store = (globalThis.store ??= new AsyncLocalStorage());
// A module may exist twice: once for each router.
export const spans = (globalThis.spans ??= []);

class Context {
  constructor(values) {
    this.values = values;
  }
  getValue(key) {
    return this.values.get(key);
  }
  setValue(key, value) {
    return new Context(new Map(this.values).set(key, value));
  }
}
const ROOT = new Context(new Map());
const active = () => store.getStore() ?? ROOT;

export const activeSpan = () => active().getValue(SPAN)?.name;

const inContext = (context, run, self, ...args) => store.run(context, () => run.apply(self, args));

// What Next.js asks of a span too, as @opentelemetry/api has it for one of elsewhere.
const METHODS = {
  isRecording: () => false,
  spanContext: () => ({ traceId: "1".repeat(32), spanId: "1".repeat(16), traceFlags: 1 }),
  setAttribute() {},
};

export function install() {
  const startSpan = (name, { kind, attributes }, context = active()) => {
    const parent = context.getValue(SPAN);
    const span = { name, kind, attributes: { ...attributes }, trace: parent?.trace ?? "new" };
    return Object.assign(span, {
      ...METHODS,
      updateName: (given) => void (span.name = given),
      setAttribute: (key, value) => void (span.attributes[key] = value),
      setAttributes: (given) => void Object.assign(span.attributes, given),
      setStatus: (status) => void (span.status = status),
      recordException: (error) => void (span.exception = String(error)),
      // The parent gets its last name later.
      end: () => void spans.push({ ...span, get parent() { return parent?.name; } }),
    });
  };
  const startActiveSpan = (name, options, run) => {
    const span = startSpan(name, options);
    return store.run(active().setValue(SPAN, span), () => run(span));
  };
  globalThis[API] = {
    version: "1.99.0",
    trace: { getTracer: () => ({ startSpan, startActiveSpan }) },
    context: { active, with: inContext },
    propagation: {
      extract(context, carrier, getter) {
        const parent = getter.get(carrier, "traceparent");
        return parent === undefined ? context : context.setValue(SPAN, { ...METHODS, name: "the client's", trace: parent.split("-")[1] });
      },
    },
  };
}
