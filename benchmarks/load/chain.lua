-- Plays a chain (benchmarks/scenarios.py) on the one connection of each thread, and checks every answer.
local threads = {}

function setup(thread)
  table.insert(threads, thread)
  thread:set("number", #threads)
end

function init(arguments)
  local chain = dofile(arguments[1])
  steps, variables = chain.steps, chain.seeds[number]
  position, answered, unexpected = 1, 0, 0
end

local function fill(text)
  return (text:gsub("%$([%w_]+)", variables))
end

local function between(text, after, till)
  local _, start = text:find(after, 1, true)
  if start == nil then return nil end
  local stop = till ~= "" and text:find(till, start + 1, true)
  return text:sub(start + 1, stop and stop - 1 or nil)
end

local function header(headers, wanted)
  for name, value in pairs(headers) do
    if name:lower() == wanted then return value end
  end
  return ""
end

function request()
  local step = steps[position]
  local headers = {}
  for name, value in pairs(step.headers) do headers[name] = fill(value) end
  return wrk.format(step.method, fill(step.path), headers, step.body ~= "" and fill(step.body) or nil)
end

function response(status, headers, body)
  local step = steps[position]
  answered = answered + 1
  if status ~= step.status then unexpected = unexpected + 1 end
  for _, capture in ipairs(step.captures) do
    local source = capture.where == "body" and body or header(headers, capture.where)
    variables[capture.name] = between(source, capture.after, capture["until"]) or variables[capture.name]
  end
  position = position % #steps + 1
end

function done(summary)
  local requests, wrong = 0, 0
  for _, thread in ipairs(threads) do
    requests = requests + thread:get("answered")
    wrong = wrong + thread:get("unexpected")
  end
  local errors = summary.errors
  wrong = wrong + errors.connect + errors.read + errors.write + errors.timeout
  print(string.format('{"requests": %d, "unexpected": %d, "microseconds": %d}', requests, wrong, summary.duration))
end
