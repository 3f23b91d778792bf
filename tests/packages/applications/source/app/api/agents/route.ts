import { StringOutputParser } from '@langchain/core/output_parsers'
import { ChatPromptTemplate } from '@langchain/core/prompts'
import { RunnableLambda } from '@langchain/core/runnables'
import { FakeListChatModel } from '@langchain/core/utils/testing'
import { Annotation, END, START, StateGraph } from '@langchain/langgraph'

const State = Annotation.Root({ total: Annotation<number>({ reducer: (a, b) => a + b, default: () => 0 }) })
const graph = new StateGraph(State)
  .addNode('one', () => ({ total: 1 }))
  .addNode('ten', () => ({ total: 10 }))
  .addEdge(START, 'one')
  .addConditionalEdges('one', ({ total }) => (total > 5 ? 'ten' : END))
  .addEdge('ten', END)
  .compile()

export async function GET() {
  const model = new FakeListChatModel({ responses: ['first', 'second'] })
  const chain = ChatPromptTemplate.fromTemplate('tell me a {what}').pipe(model).pipe(new StringOutputParser())
  const first = await chain.invoke({ what: 'joke' })
  const pieces = []
  for await (const piece of await chain.stream({ what: 'story' })) pieces.push(piece)
  const steps = []
  for await (const step of await graph.stream({ total: 5 }, { streamMode: 'updates' })) steps.push(step)
  return Response.json({
    first, pieces, steps, short: await graph.invoke({ total: 1 }),
    batch: await RunnableLambda.from((n: number) => n * 2).batch([1, 2]),
  })
}
