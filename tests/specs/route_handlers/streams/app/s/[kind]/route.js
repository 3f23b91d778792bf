const encoder = new TextEncoder();
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const kinds = {
  pull() {
    let count = 0;
    return new ReadableStream({
      async pull(controller) {
        await wait(1);
        if (count === 3) controller.close();
        else controller.enqueue(encoder.encode(`piece ${count++}\n`));
      },
    });
  },
  generator() {
    async function* pieces() {
      for (let i = 0; i < 3; i++) {
        await wait(1);
        yield encoder.encode(`${i};`);
      }
    }
    return ReadableStream.from(pieces());
  },
  transform: () =>
    new Blob(["upper case"])
      .stream()
      .pipeThrough(new TextDecoderStream())
      .pipeThrough(new TransformStream({ transform: (text, controller) => controller.enqueue(text.toUpperCase()) }))
      .pipeThrough(new TextEncoderStream()),
  error() {
    let sent = false;
    return new ReadableStream({
      async pull(controller) {
        await wait(1);
        if (sent) throw new Error("stream boom");
        sent = true;
        controller.enqueue(encoder.encode("first"));
      },
    });
  },
  "fine-after": () => new Blob(["fine"]).stream(),
};
export const GET = async (_, { params }) => new Response(kinds[(await params).kind]());
