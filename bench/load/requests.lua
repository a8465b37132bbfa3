-- Sends requests that stand ready in a file, picked at random or in turn: `wrk ... -s requests.lua URL -- FILE UUID ORDER`. In FILE
-- each is its length in bytes, a line break and its bytes; the first {key} in it becomes a key that was never sent.
local requests = {}
local sent, seed, isInTurn = 0, "", false

-- Each thread has a number of its own.
local threads = 0
function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

function init(args)
  local file = assert(io.open(args[1], "rb"))
  for length in file:lines() do
    local text = file:read(tonumber(length))
    local from, to = text:find("{key}", 1, true)
    requests[#requests + 1] = from and { text:sub(1, from - 1), text:sub(to + 1) } or { text }
  end
  file:close()
  seed = args[2] .. "-" .. number .. "-"
  isInTurn = args[3] == "in-turn"
  -- Differently in each run: what was asked for in the warm-up is not what is asked for next.
  math.randomseed(tonumber(args[2]:sub(1, 8), 16) + number)
end

function request()
  local picked = requests[isInTurn and sent % #requests + 1 or math.random(#requests)]
  sent = sent + 1
  if not picked[2] then return picked[1] end
  return picked[1] .. seed .. sent .. picked[2]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\n{"done":%d,"microseconds":%d,"p50":%d,"p99":%d,"slowest":%d,"refused":%d,"broken":%d}\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), latency.max, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout))
end
