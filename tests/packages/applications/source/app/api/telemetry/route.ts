import { context, createContextKey, propagation, trace } from '@opentelemetry/api'

export function GET() {
  const key = createContextKey('user')
  const inner = context.active().setValue(key, 'ada')
  const baggage = propagation.createBaggage({ tenant: { value: 'one' } })
  const span = trace.getTracer('suite').startSpan('work')
  span.end()
  return Response.json({
    user: context.with(inner, () => inner.getValue(key)),
    tenant: propagation.getBaggage(propagation.setBaggage(inner, baggage))?.getEntry('tenant'),
    recording: span.isRecording(),
    id: span.spanContext().traceId,
  })
}
