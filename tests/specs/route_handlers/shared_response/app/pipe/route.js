export const POST = (request) =>
  new Response(request.body.pipeThrough(new TextDecoderStream()).pipeThrough(new TransformStream({ transform: (text, out) => out.enqueue(`<${text}>`) })).pipeThrough(new TextEncoderStream()));
