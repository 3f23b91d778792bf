import _ from 'lodash';
import fp from 'lodash/fp';
import groupBy from 'lodash/groupBy';

export async function GET() {
  const nested = { a: [{ b: { c: 3 } }], when: new Date(0), re: /x/g, map: new Map([[1, { deep: true }]]) };
  const copy = _.cloneDeep(nested);
  let calls = 0;
  const memo = _.memoize((n: number) => { calls++; return n * 2; });
  memo(1); memo(1);
  const debounced = await new Promise((resolve) => { let n = 0; const f = _.debounce(() => resolve(++n), 5); f(); f(); f(); });
  return Response.json({ get: _.get(nested, 'a[0].b.c'), equal: _.isEqual(copy, nested), same: copy.map.get(1) === nested.map.get(1), chunk: _.chunk(['a', 'b', 'c', 'd'], 3), calls, debounced, groups: groupBy([6.1, 4.2, 6.3], Math.floor), template: _.template('hello <%- user %>!<% list.forEach(function(x) { %><i><%= x %></i><% }); %>')({ user: '<fred>', list: [1, 2] }), merged: _.merge({ a: [{ b: 2 }] }, { a: [{ c: 3 }] }), flow: fp.flow(fp.map((x: number) => x + 1), fp.filter((x: number) => x % 2 === 0))([1, 2, 3]), words: _.camelCase('--foo-bar-- déjà vu'), sorted: _.orderBy([{ n: 1 }, { n: 3 }, { n: 2 }], 'n', 'desc'), chain: _([1, 2, 3]).map((x) => x * x).sum(), now: _.now() > 0, plain: _.isPlainObject(Object.create(null)) });
}
