const frozen = Object.freeze([3, 1]);

// Each is given `{"user":{},"none":null,"list":[],"text":"x"}`.
export const faults = {
  read: (data) => data.user.address.street,
  nested: (data) => data.user.a.b.c.d,
  null: (data) => data.none.id,
  called: (data) => data.user.items.map((item) => item.id),
  index: (data) => data.list[0].name,
  literal: (data) => data.user.address["zip code"],
  number: (data) => data.user.rows[0],
  find: (data) => data.list.find((item) => item.id === 1).name,
  optional: (data) => data.user?.address.street,
  write: (data) => {
    data.user.address.street = 1;
  },
  "write null": (data) => {
    data.none.id = 1;
  },
  "write index": (data) => {
    data.user.rows[0] = 1;
  },
  callback: (data) => [undefined].map((item) => item.id + data.text),
  keys: (data) => Object.keys(data.none),
  entries: (data) => Object.entries(data.user.missing),
  date: (data) => new Date(data.text).toISOString(),
  bigint: (data) => 1n + data.list.length,
  "bigint number": () => Math.max(1n),
  reduce: (data) => data.list.reduce((sum, item) => sum + item),
  length: (data) => new Array(data.list.length - 1),
  fixed: (data) => data.list.length.toFixed(101),
  stack: function deeper(data) {
    return [deeper(data)];
  },
  symbol: (data) => `${Symbol(data.text)}`,
  uri: (data) => decodeURIComponent(`%${data.text}`),
  global: () => missingGlobalVariable,
  in: () => "length" in "text",
  map: () => Map(),
  frozen: () => Reflect.apply(frozen.flat, null, []),
  zone: (data) => new Date(0).toLocaleString("en", { timeZone: data.text }),
  user: () => {
    throw new TypeError("undefined is not an object");
  },
};

export const data = () => JSON.parse('{"user":{},"none":null,"list":[],"text":"x"}');
