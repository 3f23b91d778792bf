import { object, string, number, date, ValidationError } from 'yup';

const schema = object({
  name: string().required(),
  age: number().required().positive().integer(),
  email: string().email(),
  website: string().url().nullable(),
  createdOn: date().default(() => new Date(0)),
});

export async function POST(request: Request) {
  try {
    return Response.json(await schema.validate(await request.json(), { abortEarly: false }));
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    return Response.json({ name: error.name, errors: error.errors, paths: error.inner.map((it) => it.path) }, { status: 422 });
  }
}
