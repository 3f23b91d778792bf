// A name that the bundler keeps.
const { Account } = {
  Account: class {
    constructor(owner) {
      this.owner = owner;
    }
  },
};

function circle(length) {
  const first = {};
  let last = first;
  for (let i = 0; i < length; i++) last = last[`step${i}`] = {};
  last.back = first;
  return first;
}

const values = {
  self: () => {
    const value = {};
    value.self = value;
    return value;
  },
  two: () => circle(1),
  four: () => circle(3),
  many: () => circle(6),
  class: () => {
    const owner = { accounts: [] };
    owner.accounts.push(new Account(owner));
    return { list: [1, owner] };
  },
  array: () => {
    const value = [];
    value.push(value);
    return value;
  },
  bigint: () => ({ id: 10n }),
};

export async function GET(request, { params }) {
  const { name } = await params;
  const say = (run) => {
    try {
      return run();
    } catch (error) {
      return error.message;
    }
  };
  const value = values[name]();
  return new Response(
    [say(() => JSON.stringify(value)), say(() => Response.json(value)), say(() => JSON.stringify(value, (key, inner) => inner, 2))].join("\n\n"),
  );
}
