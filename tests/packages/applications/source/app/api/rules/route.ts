import Ajv from 'ajv'
import addFormats from 'ajv-formats'
import { newEnforcer, newModelFromString, StringAdapter } from 'casbin'

const MODEL = `[request_definition]
r = sub, obj, act
[policy_definition]
p = sub, obj, act
[role_definition]
g = _, _
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = g(r.sub, p.sub) && keyMatch(r.obj, p.obj) && r.act == p.act`

const ajv = new Ajv({ allErrors: true, coerceTypes: true })
addFormats(ajv)
const validate = ajv.compile({
  type: 'object',
  properties: { n: { type: 'integer', minimum: 3 }, mail: { type: 'string', format: 'email' } },
  required: ['n', 'mail'],
  additionalProperties: false,
})

export async function POST(request: Request) {
  const body = await request.json()
  const enforcer = await newEnforcer(newModelFromString(MODEL), new StringAdapter('p, admin, /data/*, read\ng, alice, admin'))
  return Response.json({
    valid: validate(body), body, errors: validate.errors,
    allowed: [await enforcer.enforce('alice', '/data/1', 'read'), await enforcer.enforce('bob', '/data/1', 'read')], roles: await enforcer.getRolesForUser('alice'),
  })
}
