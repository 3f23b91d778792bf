import Joi from 'joi';

const schema = Joi.object({
  username: Joi.string().alphanum().min(3).max(30).required(),
  password: Joi.string().pattern(/^[a-zA-Z0-9]{3,30}$/),
  repeat_password: Joi.ref('password'),
  birth_year: Joi.number().integer().min(1900).max(2013),
  email: Joi.string().email({ minDomainSegments: 2, tlds: { allow: ['com', 'net'] } }),
  site: Joi.string().uri(),
}).with('username', 'birth_year');

export async function POST(request: Request) {
  try {
    return Response.json(await schema.validateAsync(await request.json(), { abortEarly: false }));
  } catch (error) {
    return Response.json({ message: error.message, details: error.details, annotated: error.annotate(true) }, { status: 400 });
  }
}
