-- What wrk sends, and how it reports: one line of exact numbers instead of its table.
-- The first argument is the method, the second the JSON body of a POST.

function init(args)
  wrk.method = args[1]
  if args[2] then
    wrk.body = args[2]
    wrk.headers["content-type"] = "application/json"
  end
end

function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format(
    "measured requests=%d duration_us=%d p50_us=%d p99_us=%d broken=%d refused=%d\n",
    summary.requests,
    summary.duration,
    latency:percentile(50),
    latency:percentile(99),
    errors.connect + errors.read + errors.write + errors.timeout,
    errors.status
  ))
end
