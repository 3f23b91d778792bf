const load = (name: string): Promise<{ place: string }> => import(/* webpackIgnore: true */ name);

async function place(imported: Promise<{ place: string }>): Promise<string> {
  return imported.then((module) => module.place, (error) => error.code);
}

export async function GET(): Promise<Response> {
  return Response.json({
    named: await place(load("late")),
    constant: await place(import(/* turbopackIgnore: true */ "late")),
    absent: await place(import(/* webpackIgnore: true */ "not-installed")),
  });
}
