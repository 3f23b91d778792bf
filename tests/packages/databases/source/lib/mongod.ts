/**
 * Plays a MongoDB server, because no distribution packages one: OP_MSG over TCP, documents in memory,
 * and OP_QUERY for the first greeting.
 *
 * What the drivers of the test say is understood and nothing else; a command that is not known is
 * refused, as a server does. The query language is mingo's.
 * https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/
 */
import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { BSON, Long, ObjectId, Timestamp, type Document } from 'mongodb'
import { aggregate, find, updateMany, updateOne } from 'mingo'

const OP_REPLY = 1
const OP_QUERY = 2004
const OP_MSG = 2013
const HEADER = 16
/** What a cursor gives at once, when the client does not say. */
const BATCH = 101

type Collection = { documents: Document[]; indexes: Document[] }
type Index = { key: Document; name: string; unique?: boolean }

const collections = new Map<string, Collection>()
const cursors = new Map<string, Document[]>()
let lastCursor = 0
/** The documents as they were when the transaction began. */
let before: Map<string, Document[]> | null = null

class CommandError extends Error {
  code: number
  codeName: string
  details: Document
  constructor(code: number, codeName: string, message: string, details: Document = {}) {
    super(message)
    this.code = code
    this.codeName = codeName
    this.details = details
  }
}

function collection(name: string): Collection {
  let found = collections.get(name)
  if (found === undefined) {
    found = { documents: [], indexes: [{ v: 2, key: { _id: 1 }, name: '_id_', unique: true }] }
    collections.set(name, found)
  }
  return found
}

function keyOf(index: Index, document: Document): string {
  return BSON.EJSON.stringify(Object.keys(index.key).map((path) => path.split('.').reduce((value, name) => value?.[name], document) ?? null))
}

function checkUnique(name: string, { documents, indexes }: Collection, candidate: Document): void {
  for (const index of indexes as Index[]) {
    if (!index.unique) continue
    const key = keyOf(index, candidate)
    if (documents.some((other) => other !== candidate && keyOf(index, other) === key)) {
      const keyValue = Object.fromEntries(Object.keys(index.key).map((field) => [field, candidate[field]]))
      throw new CommandError(11000, 'DuplicateKey', `E11000 duplicate key error collection: ${name} index: ${index.name} dup key: ${BSON.EJSON.stringify(keyValue)}`, { keyPattern: index.key, keyValue })
    }
  }
}

function cursorOf(namespace: string, documents: Document[], batchSize = BATCH): Document {
  const firstBatch = documents.splice(0, batchSize)
  let id = Long.ZERO
  if (documents.length > 0) {
    id = Long.fromNumber(++lastCursor)
    cursors.set(id.toString(), documents)
  }
  return { cursor: { id, ns: namespace, firstBatch } }
}

/** Runs each statement of a write; the first that fails ends an ordered one. */
function each(statements: Document[], ordered: boolean, run: (statement: Document, index: number) => void): Document {
  const writeErrors: Document[] = []
  for (const [index, statement] of statements.entries()) {
    try {
      run(statement, index)
    } catch (error) {
      if (!(error instanceof CommandError)) throw error
      writeErrors.push({ index, code: error.code, errmsg: error.message, ...error.details })
      if (ordered) break
    }
  }
  return writeErrors.length > 0 ? { writeErrors } : {}
}

/** Applies an update; on a conflict the documents are as they were. */
function applyUpdate(name: string, target: Collection, filter: Document, update: Document, multi: boolean): { matched: number; modified: number } {
  const matched = find<Document>(target.documents, filter).all().slice(0, multi ? undefined : 1)
  const saved = matched.map((document) => [document, BSON.deserialize(BSON.serialize(document))] as const)
  let modified = 0
  try {
    for (const document of matched) {
      const old = BSON.EJSON.stringify(document)
      if (Object.keys(update).some((key) => key.startsWith('$'))) {
        const { $setOnInsert: _, ...rest } = update
        if (Object.keys(rest).length > 0) (multi ? updateMany : updateOne)([document], {}, rest as never)
      } else {
        for (const key of Object.keys(document)) if (key !== '_id') delete document[key]
        Object.assign(document, update)
      }
      if (BSON.EJSON.stringify(document) !== old) modified++
      checkUnique(name, target, document)
    }
  } catch (error) {
    for (const [document, copy] of saved) {
      for (const key of Object.keys(document)) delete document[key]
      Object.assign(document, copy)
    }
    throw error
  }
  return { matched: matched.length, modified }
}

function upsert(name: string, target: Collection, filter: Document, update: Document): Document {
  const equal = Object.entries(filter).filter(([key, value]) => !key.startsWith('$') && !(value !== null && typeof value === 'object' && Object.keys(value).some((inner) => inner.startsWith('$'))))
  const { $setOnInsert: inserted, ...rest } = update
  const fresh: Document = { _id: new ObjectId(), ...Object.fromEntries(equal), ...inserted }
  const holder: Collection = { documents: [fresh], indexes: [] }
  applyUpdate(name, holder, {}, rest, false)
  checkUnique(name, { ...target, documents: [...target.documents, fresh] }, fresh)
  target.documents.push(fresh)
  return fresh
}

const ready = () => ({
  ismaster: true, isWritablePrimary: true, msg: 'isdbgrid', helloOk: true, maxBsonObjectSize: 16_777_216, maxMessageSizeBytes: 48_000_000,
  maxWriteBatchSize: 100_000, localTime: new Date(), logicalSessionTimeoutMinutes: 30, minWireVersion: 0, maxWireVersion: 21, readOnly: false,
})

const commands: Record<string, (command: Document, namespace: string) => Document> = {
  hello: ready,
  ismaster: ready,
  isMaster: ready,
  ping: () => ({}),
  buildInfo: () => ({ version: '7.0.0', versionArray: [7, 0, 0, 0] }),
  endSessions: () => ({}),
  killCursors: (command) => ({ cursorsKilled: command.cursors.filter((id: Long) => cursors.delete(id.toString())) }),
  create: (_, name) => (collection(name), {}),
  drop: (_, name) => {
    if (!collections.delete(name)) throw new CommandError(26, 'NamespaceNotFound', 'ns not found')
    return { ns: name }
  },
  createIndexes: (command, name) => {
    const target = collection(name)
    const numIndexesBefore = target.indexes.length
    for (const index of command.indexes) if (!target.indexes.some((other) => other.name === index.name)) target.indexes.push({ v: 2, ...index })
    return { numIndexesBefore, numIndexesAfter: target.indexes.length }
  },
  listIndexes: (_, name) => cursorOf(name, [...collection(name).indexes]),
  listCollections: (command) => cursorOf(`${command.$db}.$cmd.listCollections`,
    [...collections.keys()].filter((name) => name.startsWith(`${command.$db}.`)).map((name) => ({ name: name.slice(command.$db.length + 1), type: 'collection' }))),
  insert: (command, name) => {
    const target = collection(name)
    let n = 0
    const outcome = each(command.documents, command.ordered ?? true, (document) => {
      checkUnique(name, { ...target, documents: [...target.documents, document] }, document)
      target.documents.push(document)
      n++
    })
    return { n, ...outcome }
  },
  find: (command, name) => {
    const cursor = find<Document>(collection(name).documents, command.filter ?? {}, command.projection ?? {})
    if (command.sort) cursor.sort(command.sort)
    if (command.skip) cursor.skip(command.skip)
    if (command.limit) cursor.limit(Math.abs(command.limit))
    return cursorOf(name, cursor.all(), command.singleBatch ? Infinity : command.batchSize)
  },
  getMore: (command) => {
    const rest = cursors.get(command.getMore.toString())
    if (rest === undefined) throw new CommandError(43, 'CursorNotFound', `cursor id ${command.getMore} not found`)
    const nextBatch = rest.splice(0, command.batchSize ?? rest.length)
    if (rest.length === 0) cursors.delete(command.getMore.toString())
    return { cursor: { id: rest.length === 0 ? Long.ZERO : Long.fromNumber(Number(command.getMore)), ns: `${command.$db}.${command.collection}`, nextBatch } }
  },
  aggregate: (command, name) => cursorOf(name, aggregate(collection(name).documents, command.pipeline) as Document[], command.cursor?.batchSize),
  count: (command, name) => ({ n: find(collection(name).documents, command.query ?? {}).all().length }),
  distinct: (command, name) => ({ values: [...new Set(find<Document>(collection(name).documents, command.query ?? {}).all().map((document) => document[command.key]))] }),
  update: (command, name) => {
    const target = collection(name)
    let n = 0, nModified = 0
    const upserted: Document[] = []
    const outcome = each(command.updates, command.ordered ?? true, ({ q, u, multi, upsert: inserts }, index) => {
      const { matched, modified } = applyUpdate(name, target, q, u, multi ?? false)
      n += matched
      nModified += modified
      if (matched === 0 && inserts) {
        upserted.push({ index, _id: upsert(name, target, q, u)._id })
        n++
      }
    })
    return { n, nModified, ...(upserted.length > 0 ? { upserted } : {}), ...outcome }
  },
  delete: (command, name) => {
    const target = collection(name)
    let n = 0
    for (const { q, limit } of command.deletes) {
      const gone = new Set(find<Document>(target.documents, q).all().slice(0, limit || undefined))
      target.documents = target.documents.filter((document) => !gone.has(document))
      n += gone.size
    }
    return { n }
  },
  findAndModify: (command, name) => {
    const target = collection(name)
    const cursor = find<Document>(target.documents, command.query ?? {})
    if (command.sort) cursor.sort(command.sort)
    const document = cursor.all()[0]
    if (document === undefined) {
      if (!command.upsert) return { value: null, lastErrorObject: { n: 0, updatedExisting: false } }
      const fresh = upsert(name, target, command.query, command.update)
      return { value: command.new ? fresh : null, lastErrorObject: { n: 1, updatedExisting: false, upserted: fresh._id } }
    }
    const old = BSON.deserialize(BSON.serialize(document))
    if (command.remove) {
      target.documents = target.documents.filter((other) => other !== document)
      return { value: old, lastErrorObject: { n: 1 } }
    }
    applyUpdate(name, { ...target, documents: [document] }, {}, command.update, false)
    const [value] = find<Document>([command.new ? document : old], {}, command.fields ?? {}).all()
    return { value, lastErrorObject: { n: 1, updatedExisting: true } }
  },
  commitTransaction: () => {
    before = null
    return {}
  },
  abortTransaction: () => {
    for (const [name, documents] of before ?? []) collection(name).documents = documents
    before = null
    return {}
  },
}

function run(command: Document): Document {
  if (command.startTransaction) {
    before = new Map([...collections].map(([name, { documents }]) => [name, documents.map((document) => BSON.deserialize(BSON.serialize(document)))]))
  }
  const [verb] = Object.keys(command)
  const handler = commands[verb]
  try {
    if (handler === undefined) throw new CommandError(59, 'CommandNotFound', `no such command: '${verb}'`)
    return { ok: 1, ...handler(command, `${command.$db}.${command[verb]}`), operationTime: new Timestamp({ t: 1, i: 1 }) }
  } catch (error) {
    const { code = 1, codeName = 'InternalError', message, details } = error as CommandError
    return { ok: 0, errmsg: message, code, codeName, ...details }
  }
}

/** The command of an OP_MSG: its body, with the documents of its sequences put into it. */
function commandOf(message: Buffer): Document {
  const command: Document = {}
  for (let at = HEADER + 4; at < message.length; ) {
    const kind = message[at++]
    const size = message.readInt32LE(at)
    const end = at + size
    if (kind === 0) {
      Object.assign(command, BSON.deserialize(message.subarray(at, end)))
    } else {
      const nameEnd = message.indexOf(0, at + 4)
      const documents: Document[] = []
      for (let next = nameEnd + 1; next < end; next += message.readInt32LE(next)) {
        documents.push(BSON.deserialize(message.subarray(next, next + message.readInt32LE(next))))
      }
      command[message.toString('utf8', at + 4, nameEnd)] = documents
    }
    at = end
  }
  return command
}

/** The command of an OP_QUERY: a document after flags, the collection's name and two numbers. */
function queryOf(message: Buffer): Document {
  const nameEnd = message.indexOf(0, HEADER + 4)
  return { ...BSON.deserialize(message.subarray(nameEnd + 9)), $db: 'admin' }
}

function frame(request: number, operation: number, head: Buffer, document: Document): Buffer {
  const body = BSON.serialize(document, { ignoreUndefined: true })
  const header = Buffer.alloc(HEADER)
  header.writeInt32LE(HEADER + head.length + body.length, 0)
  header.writeInt32LE(request, 8)
  header.writeInt32LE(operation, 12)
  return Buffer.concat([header, head, body])
}

function answer(message: Buffer): Buffer | null {
  const request = message.readInt32LE(4)
  switch (message.readInt32LE(12)) {
    case OP_MSG: {
      const document = run(commandOf(message))
      // The flag announces that no reply is awaited.
      return (message.readUInt32LE(HEADER) & 2) === 0 ? frame(request, OP_MSG, Buffer.alloc(5), document) : null
    }
    case OP_QUERY: {
      const head = Buffer.alloc(20)
      head.writeInt32LE(1, 16)
      return frame(request, OP_REPLY, head, run(queryOf(message)))
    }
    default:
      throw new Error('not a message of this server')
  }
}

function serve(socket: Socket): void {
  let pending: Buffer = Buffer.alloc(0)
  socket.on('error', () => socket.destroy())
  socket.on('data', (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk])
    while (pending.length >= HEADER && pending.length >= pending.readInt32LE(0)) {
      const message = pending.subarray(0, pending.readInt32LE(0))
      pending = pending.subarray(message.length)
      const reply = answer(message)
      if (reply !== null) socket.write(reply)
    }
  })
}

let address: Promise<string> | undefined

/** Starts the server with the first call; its address for the drivers. */
export function mongod(): Promise<string> {
  address ??= (async () => {
    const server = createServer(serve).listen(0, '127.0.0.1')
    await once(server, 'listening')
    return `mongodb://127.0.0.1:${(server.address() as AddressInfo).port}`
  })()
  return address
}
